package import Spec
internal import SweepModel

/// Decides which points and replicates a refined series needs next.
///
/// A pure function of what has been measured: nothing is remembered between rounds, so that a restarted
/// coordinator goes on with the same plan. Every point is below or above the level where the confidence interval
/// of its mean (``SideTest``) says so, and open otherwise. The crossing lies between the last point on one
/// side and the next one on the other; that interval assumes only that the mean is monotone in it.
package struct RefinementPlanner: Sendable {
  package let rule: Refinement
  /// Replicates that a new point gets.
  package let replicates: Int
  /// Where points may be placed, rising.
  package let xs: [Double]
  /// Whether the series begins with points around an expected crossing, beyond which it may have to look.
  private let isTraced: Bool
  /// Which way the crossing goes beside it; nil where that is not known.
  private let isRising: Bool?

  package init(
    rule: Refinement, replicates: Int, xs: [Double], isTraced: Bool = false, isRising: Bool? = nil
  ) {
    self.isTraced = isTraced
    self.isRising = isRising
    self.rule = rule
    self.replicates = max(1, replicates)
    self.xs = xs
  }

  /// What is known, and what to add; nothing to add where ``RefinementResult/ending`` is set.
  ///
  /// - Parameter points: all points of the series; their tasks have ended.
  package func plan(_ points: [RefinementPoint]) -> (
    result: RefinementResult, additions: [RefinementAddition]
  ) {
    var result = RefinementResult(
      outcome: .noData, ending: nil, points: points.count, tasks: points.reduce(0) { $0 + $1.planned })
    if points.isEmpty { return (result, first()) }
    let nodes = SideTest(points, level: rule.level, isExact: rule.replicates == 1).nodes(xs: xs)
    let found = Bracket.all(in: nodes)
    let step: Step
    if let bracket = found.first {
      result.outcome = bracket.outcome(level: rule.level, count: found.count)
      step = confirm(found) ?? narrow(bracket, nodes)
    } else {
      result.outcome = Self.outcomeWithoutCrossing(nodes)
      step = search(nodes)
    }
    switch step {
    case .add(let additions): return (result, additions)
    case .end(let ending):
      result.ending = ending
      return (result, [])
    }
  }

  enum Step {
    case add([RefinementAddition])
    case end(RefinementResult.Ending)
  }

  private func first() -> [RefinementAddition] {
    let positions = rule.firstPoints(of: xs.count)
    return positions.map {
      RefinementAddition(
        position: $0, replicates: 0..<replicates,
        reason: "It is one of the first \(positions.count) points along \(rule.along).")
    }
  }

  private static func outcomeWithoutCrossing(_ nodes: [RefinementNode]) -> RefinementResult.Outcome {
    let open = nodes.filter { $0.side == .open }.count
    if let decided = nodes.first(where: \.isDecided) {
      return decided.side == .below ? .below(undecided: open) : .above(undecided: open)
    }
    return open > 0 ? .undecided : .noData
  }

  /// Several crossings may be real, or a decision was wrong: points that are not certain are measured again.
  private func confirm(_ brackets: [Bracket]) -> Step? {
    guard brackets.count > 1 else { return nil }
    var asked: Set<Int> = []
    let doubtful = brackets.flatMap { [$0.left, $0.right] }.filter {
      !$0.isCertain && $0.planned < rule.replicates && asked.insert($0.position).inserted
    }
    guard !doubtful.isEmpty else { return nil }
    return .add(
      doubtful.map { node in
        more(
          node,
          "\(rule.metric) seems to cross \(text(rule.level)) \(brackets.count) times along \(rule.along), and its "
            + "mean \(node.text) is not certain to lie \(node.side == .below ? "below" : "above").")
      })
  }

  /// No two points are on different sides yet.
  private func search(_ nodes: [RefinementNode]) -> Step {
    let open = nodes.filter { $0.side == .open && $0.planned < rule.replicates && isWorth($0) }
    if !open.isEmpty { return .add((rule.across == nil ? open : outermost(open, of: nodes)).map(undecided)) }
    let known = nodes.indices.filter { nodes[$0].side != .lost }
    guard let first = known.first, let last = known.last else { return .end(.nothing) }
    // Ends whose tasks all fail hide what is there: look as far out as tasks succeed.
    var gaps: [(Int, Int)] = []
    if first > 0 { gaps.append((nodes[first - 1].position, nodes[first].position)) }
    if last + 1 < nodes.count { gaps.append((nodes[last].position, nodes[last + 1].position)) }
    if isTraced {
      let further = outward(nodes)
      if !further.isEmpty { return .add(further) }
    }
    let additions = middles(gaps, nodes).map { position in
      new(position, "All tasks of the next point outwards failed; it looks how far out they succeed.")
    }
    if !additions.isEmpty { return .add(additions) }
    return .end(.nothing)
  }

  /// Whether more replicates of an open point may tell its side. In a plane no more are spent on one whose mean is so near
  /// the level that twice the most would not; each point gets twice the fewest before that is said.
  private func isWorth(_ node: RefinementNode) -> Bool {
    rule.across == nil || node.planned < 2 * replicates || node.needed <= 2 * Double(rule.replicates)
  }

  /// Those open points that are the most likely to be told apart from the level on a side that no point is on yet: of many
  /// rows of a plane each needs one on each side, and not all of its points decided.
  private func outermost(_ open: [RefinementNode], of nodes: [RefinementNode]) -> [RefinementNode] {
    var chosen: [RefinementNode] = []
    if !nodes.contains(where: { $0.side == .below }), let low = open.min(by: { $0.mean < $1.mean }) {
      chosen.append(low)
    }
    if !nodes.contains(where: { $0.side == .above }), let high = open.max(by: { $0.mean < $1.mean }),
      chosen.first?.position != high.position
    {
      chosen.append(high)
    }
    return chosen
  }

  /// All points are on one side: further out where the crossing may be, in steps that double.
  private func outward(_ nodes: [RefinementNode]) -> [RefinementAddition] {
    guard nodes.count < rule.mostPoints(of: xs.count), let first = nodes.first?.position,
      let last = nodes.last?.position
    else { return [] }
    let side = nodes.first(where: \.isDecided)?.side
    let goesUp = isRising.flatMap { rising in side.map { rising == ($0 == .below) } }
    let step = max(1, last - first)
    var positions: [Int] = []
    if goesUp != false, last < xs.count - 1 { positions.append(min(xs.count - 1, last + step)) }
    if goesUp != true, first > 0 { positions.append(max(0, first - step)) }
    return positions.map {
      new(
        $0,
        "Where the rows beside it lead to expect the crossing, all points are on one side of "
          + "\(text(rule.level)); it looks further out.")
    }
  }

  /// Makes the interval of the crossing smaller.
  private func narrow(_ bracket: Bracket, _ nodes: [RefinementNode]) -> Step {
    let (left, right) = (bracket.left, bracket.right)
    if rule.tolerance.isMet(by: left.x, right.x) { return .end(.tolerance) }
    let open = bracket.between.filter { $0.side == .open }
    var gaps: [(Int, Int)] = []
    if let first = open.first, let last = open.last {
      // What the open points leave of the tolerance, half of it for each side.
      let rest = rule.tolerance.width(from: left.x, to: right.x) - (last.x - first.x)
      let slackForRounding = 1 + 1e-9
      if rest > 0, first.x - left.x > rest / 2 * slackForRounding {
        gaps.append((left.position, first.position))
      }
      if rest > 0, right.x - last.x > rest / 2 * slackForRounding {
        gaps.append((last.position, right.position))
      }
    } else {
      gaps = [(left.position, right.position)]
    }
    let positions = middles(gaps, nodes)
    if !positions.isEmpty {
      let sides = bracket.isRising ? ("below", "above") : ("above", "below")
      return .add(
        positions.map {
          new(
            $0,
            "\(rule.metric) crosses \(text(rule.level)) between \(rule.along) \(text(left.x)), where its mean "
              + "\(left.text) is \(sides.0), and \(text(right.x)), where its mean \(right.text) is \(sides.1)."
          )
        })
    }
    var ends = open.prefix(1) + open.dropFirst().suffix(1)
    ends.removeAll { $0.planned >= rule.replicates || !isWorth($0) }
    if !ends.isEmpty { return .add(ends.map(undecided)) }
    if !gaps.isEmpty, nodes.count >= rule.mostPoints(of: xs.count), nodes.count < xs.count {
      return .end(.points)
    }
    return .end(open.isEmpty ? .axis : .replicates)
  }

  /// The middle of each gap, or of its widest part between points that failed; no more than may be added.
  private func middles(_ gaps: [(Int, Int)], _ nodes: [RefinementNode]) -> [Int] {
    let room = max(0, rule.mostPoints(of: xs.count) - nodes.count)
    return gaps.compactMap { from, to -> Int? in
      let stops = [from] + nodes.map(\.position).filter { $0 > from && $0 < to } + [to]
      let widest = zip(stops, stops.dropFirst()).max { $0.1 - $0.0 < $1.1 - $1.0 }
      guard let (low, high) = widest, high - low > 1 else { return nil }
      return low + (high - low) / 2
    }.prefix(room).map { $0 }
  }

  private func new(_ position: Int, _ reason: String) -> RefinementAddition {
    RefinementAddition(position: position, replicates: 0..<replicates, reason: reason)
  }

  private func undecided(_ node: RefinementNode) -> RefinementAddition {
    more(
      node,
      "Its mean \(node.text) of \(rule.metric) does not tell on which side of \(text(rule.level)) it lies.")
  }

  /// Twice as many replicates, up to the limit.
  private func more(_ node: RefinementNode, _ reason: String) -> RefinementAddition {
    let count = min(rule.replicates, max(2 * node.planned, replicates))
    return RefinementAddition(
      position: node.position, replicates: node.planned..<max(node.planned, count), reason: reason)
  }

  private func text(_ number: Double) -> String { NumberText.short(number) }
}
