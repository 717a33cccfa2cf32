internal import Foundation
internal import Platform
internal import SweepModel

/// The worker processes of `run`: reaped when they end, started again within reason, and stopped in order.
///
/// One thread owns it and calls ``tend()`` several times a second. It has to outlive the workers: children are told of
/// the death of the thread that started them.
final class WorkerCrew {
  private struct Member {
    var process: ChildProcess?
    var rule = RestartRule()
    /// When to start the next process; nil while one runs and once it was given up.
    var restartAt: Double?
    var reason: String?
  }

  /// Seconds that a worker gets to leave when it is asked to, beyond its own grace period.
  private static let patience = 15.0

  private let start: (Int) throws -> ChildProcess
  private var members: [Member]

  /// Starts so many workers.
  ///
  /// - Parameter start: starts the worker of a number from 0.
  /// - Throws: what keeps the first of them from starting at all; nobody is left running then.
  init(_ count: Int, start: @escaping (Int) throws -> ChildProcess) throws {
    self.start = start
    members = Array(repeating: Member(), count: count)
    do {
      for number in members.indices { members[number].process = try start(number) }
    } catch {
      stop { true }
      throw error
    }
  }

  /// Why nothing will be computed any more; nil while some worker runs or will run.
  var problem: String? {
    guard members.allSatisfy({ $0.reason != nil }) else { return nil }
    let reasons = members.enumerated().map { "worker \($0.offset + 1) \($0.element.reason ?? "")" }
    return "no worker is left: " + reasons.prefix(3).joined(separator: "; ")
      + (reasons.count > 3 ? "; and \(reasons.count - 3) more" : "")
  }

  /// Reaps workers that have ended, and starts those that are due again.
  ///
  /// - Returns: what happened, a sentence each.
  func tend() -> [String] {
    var news: [String] = []
    for number in members.indices {
      if let process = members[number].process, let ending = process.poll() {
        members[number].process = nil
        news += decide(number, ending)
      }
      if let due = members[number].restartAt, MonotonicClock.seconds >= due {
        members[number].restartAt = nil
        do {
          members[number].process = try start(number)
        } catch {
          news += decide(number, .neverStarted((error as? Problem)?.message ?? "\(error)"))
        }
      }
    }
    return news
  }

  private func decide(_ number: Int, _ ending: ChildEnding) -> [String] {
    let now = MonotonicClock.seconds
    switch members[number].rule.ended(ending, now: now) {
    case .restart(let pause):
      members[number].restartAt = now + pause
      return ["worker \(number + 1) \(ending.description); its tasks run again, and it is started again"]
    case .giveUp(let reason):
      members[number].reason = reason
      return ["worker \(number + 1) \(reason); it is not started again"]
    }
  }

  /// Asks all workers to leave and waits for them.
  ///
  /// - Parameter isForced: looked at meanwhile; true kills them.
  func stop(_ isForced: () -> Bool) {
    let running = members.compactMap(\.process)
    for process in running { process.send(SIGTERM) }
    let end = MonotonicClock.seconds + WorkerCrew.patience
    var wasKilled = false
    while running.count(where: { $0.poll() == nil }) > 0 {
      // One that was stopped by a signal hears nothing.
      if !wasKilled, isForced() || MonotonicClock.seconds > end {
        wasKilled = true
        for process in running { process.send(SIGKILL) }
      }
      ChildProcess.waitForAny(milliseconds: 50)
    }
    for number in members.indices { members[number].process = nil }
  }
}
