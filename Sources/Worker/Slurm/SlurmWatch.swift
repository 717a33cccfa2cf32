internal import Foundation
internal import Logging
internal import Platform
internal import Synchronization

/// Asks Slurm now and then when the job ends, on a thread of its own: squeue may take long, and the worker's loop
/// must not wait.
final class SlurmWatch: Sendable {
  /// A new answer: when the job ends on the monotonic clock, nil where it has no limit.
  struct Answer: Sendable {
    var deadline: Double?
  }

  private let job: SlurmJob
  private let commands: SlurmCommands
  private let logger: Logger
  private let answer = Mutex<Answer?>(nil)
  private let stopped = DispatchSemaphore(value: 0)

  init(_ job: SlurmJob, _ commands: SlurmCommands, logger: Logger) {
    self.job = job
    self.commands = commands
    self.logger = logger
  }

  /// Begins to ask. The first question comes after one interval, give or take a fifth, so that the workers of an
  /// array do not all ask at once.
  func start() {
    Thread.detachNewThread { [self] in
      while stopped.wait(timeout: .now() + commands.interval * .random(in: 0.8...1.2)) == .timedOut { ask() }
    }
  }

  func stop() { stopped.signal() }

  /// The newest answer, once.
  func take() -> Answer? {
    answer.withLock { answer in
      defer { answer = nil }
      return answer
    }
  }

  private func ask() {
    let asked = MonotonicClock.seconds
    switch commands.timeLeft(of: job) {
    case .success(let found): answer.withLock { $0 = SlurmWatch.answer(found, at: asked) }
    // The last answer stands.
    case .failure(let failure):
      logger.debug("the time that job \(job.name) has left is not known anew: \(failure)")
    }
  }

  static func answer(_ found: SlurmTimeLeft, at asked: Double) -> Answer {
    switch found.left {
    case .unlimited: Answer(deadline: nil)
    case .seconds(let seconds): Answer(deadline: asked + seconds)
    }
  }
}
