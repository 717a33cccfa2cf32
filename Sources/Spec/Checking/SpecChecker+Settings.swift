internal import SweepModel

extension SpecChecker {
  /// replicates, seed, priority, resources and limits.
  func settings(_ root: SpecNode, _ content: inout SweepContent) {
    content.replicates =
      integer(root["replicates"], "`replicates`", in: 1...Sweep.taskLimit) ?? content.replicates
    if let node = root["seed"], !node.isNull { content.seed = seed(node, "`seed`") ?? content.seed }
    if let seeds = seeds(root) {
      content.seeds = seeds
      content.replicates = seeds.count
    }
    content.priority = integer(root["priority"], "`priority`", in: Sweep.priorities) ?? content.priority
    for entry in fields(root["resources"], "`resources`", allowed: SpecKeys.resources) {
      switch entry.key {
      case "threads": content.resources.threads = integer(entry.value, "`threads`", in: 1...1024) ?? 1
      case "gpus": content.resources.gpus = integer(entry.value, "`gpus`", in: 0...64) ?? 0
      default: content.resources.memory = bytes(entry.value)
      }
    }
    for entry in fields(root["limits"], "`limits`", allowed: SpecKeys.limits) {
      switch entry.key {
      case "time": content.limits.time = seconds(entry.value, "`time`")
      case "stall": content.limits.stall = seconds(entry.value, "`stall`")
      default: content.limits.attempts = integer(entry.value, "`attempts`", in: 1...1000) ?? 3
      }
    }
  }

  /// `budget: 6h`, in core-seconds; nil where there is none or it is wrong.
  func budget(_ node: SpecNode?, _ content: SweepContent) -> Double? {
    guard let node, !node.isNull, let seconds = seconds(node, "`budget`") else { return nil }
    guard content.refinement != nil || content.comparison != nil else {
      if problems.isEmpty {
        report(
          node.mark, "`budget` for a grid, which costs what its tasks take",
          expected:
            "`refine` or `compare`, whose replicates and points it buys; `percolate plan` says what a grid takes"
        )
      }
      return nil
    }
    return seconds
  }

  private func seconds(_ node: SpecNode, _ what: String) -> Double? {
    let expected = DurationText.expectation + ", or none"
    guard let text = text(node, what, expected: expected) else { return nil }
    if text == "none" { return nil }
    guard let seconds = DurationText.parseDuration(text), seconds > 0 else {
      report(node.mark, "\(node.kindName) for \(what)", expected: expected)
      return nil
    }
    return seconds
  }

  private func bytes(_ node: SpecNode) -> Int? {
    let expected = ByteCount.expectation + ", at least 1MiB, or none"
    guard let text = text(node, "`memory`", expected: expected) else { return nil }
    if text == "none" { return nil }
    guard let bytes = ByteCount.parseBytes(text), bytes >= 1 << 20 else {
      report(node.mark, "\(node.kindName) for `memory`", expected: expected)
      return nil
    }
    return bytes
  }
}
