/// Two neighbouring decided points on different sides of the level, and what lies between them.
struct Bracket {
  var left: RefinementNode
  var right: RefinementNode
  /// Open and lost points.
  var between: [RefinementNode]

  var isRising: Bool { left.side == .below }

  /// Every change of sides, by rising x.
  static func all(in nodes: [RefinementNode]) -> [Bracket] {
    var brackets: [Bracket] = []
    var last: RefinementNode?
    var between: [RefinementNode] = []
    for node in nodes {
      guard node.isDecided else {
        between.append(node)
        continue
      }
      if let last, last.side != node.side {
        brackets.append(Bracket(left: last, right: node, between: between))
      }
      last = node
      between.removeAll()
    }
    return brackets
  }

  func outcome(level: Double, count: Int) -> RefinementResult.Outcome {
    .between(
      lower: left.x, upper: right.x, estimate: estimate(level: level), rising: isRising, count: count)
  }

  /// Where the line through the means first crosses the level.
  private func estimate(level: Double) -> Double {
    let line = [left] + between.filter { $0.side == .open } + [right]
    for (one, other) in zip(line, line.dropFirst()) where (one.mean < level) != (other.mean < level) {
      // Halves, as the distance of two of the largest numbers is none.
      let share = (level / 2 - one.mean / 2) / (other.mean / 2 - one.mean / 2)
      return one.x + share * (other.x - one.x)
    }
    return left.x + (right.x - left.x) / 2
  }
}
