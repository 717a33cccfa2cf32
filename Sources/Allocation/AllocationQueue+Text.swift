internal import SweepModel

extension AllocationQueue {
  private static let nameLimit = 40

  /// Why a queue cannot be called so, as a sentence; nil where it can.
  package static func problem(ofName name: String) -> String? {
    let isName =
      (1...nameLimit).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
      } && !name.hasPrefix("-")
    return isName
      ? nil
      : "a queue's name is 1 to \(nameLimit) lower-case letters, digits and `-`, found `\(PlainText.line(String(name.prefix(80))))`"
  }

  /// One sentence on what there is and what comes, for who asks why there is capacity or none.
  package func summary(now: Double) -> String {
    let alive = alive
    var parts: [String] = []
    func add(_ count: Int, _ what: String) { if count > 0 { parts.append("\(count) \(what)") } }
    add(alive.filter { $0.state == .working }.count, "working")
    add(alive.filter { $0.state == .started && !$0.isOverdue }.count, "started, whose workers are to come")
    add(alive.filter { $0.state == .started && $0.isOverdue }.count, "running without a worker")
    let waiting = alive.filter(\.isWaiting)
    let reasons = Set(waiting.map(\.reason).filter { !$0.isEmpty }).sorted().prefix(3)
    add(waiting.count, "waiting" + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"))
    add(alive.filter { $0.state == .leaving }.count, "leaving")
    let jobs = parts.isEmpty ? "no jobs" : "jobs: " + parts.joined(separator: ", ")
    let missing = demand.slots - incomingSlots
    if missing > 0, let hindrance = hindrance(now: now) {
      return "\(jobs); no more are submitted: \(hindrance)"
    }
    if standing != .active, let hindrance = hindrance(now: now) { return "\(jobs); \(hindrance)" }
    if demand.slots == 0, let obstacle = demand.obstacles.first { return "\(jobs); \(obstacle)" }
    return jobs
  }
}
