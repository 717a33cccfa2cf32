internal import Glibc
internal import SweepModel

/// Walks through the steps of a probe, from the start or from its checkpoint.
struct ProbeSteps {
  /// Steps between checkpoints, so that a killed worker costs at most about a second of waiting.
  static let checkpointInterval = 20

  let plan: ProbePlan
  let context: any TaskContext

  /// Runs all steps that no checkpoint covers.
  ///
  /// - Throws: `TaskInterrupted` after saving a checkpoint where the context says stop.
  ///
  /// - Returns: how many steps the task was made of: fewer than all where its stop rule ended it.
  func run() throws -> Int {
    var signal = context.stream("signal")
    var done = try restore()
    // Without time to wait or burn, starting over is as quick as reading a checkpoint.
    let savesRegularly = plan.duration > 0 || plan.compute > 0
    while done < plan.steps, !context.isOver {
      if context.shouldStop {
        try save(done)
        throw TaskInterrupted()
      }
      let step = done + 1
      let work = plan.work(at: step)
      if work.waits > 0 { ProbeClock.wait(work.waits) }
      if work.computes > 0 { ProbeClock.burn(work.computes) }
      for number in work.signals {
        signal.position = UInt64(number)
        context.report("signal", signal.uniform(), step: step)
      }
      if work.signals.isEmpty { context.progress(step: step) }
      done = step
      if savesRegularly, done % ProbeSteps.checkpointInterval == 0, done < plan.steps { try save(done) }
    }
    return context.stopTracker?.endedAt ?? done
  }

  /// A checkpoint is the number of finished steps: eight bytes, least significant first.
  private func save(_ done: Int) throws {
    let bytes = withUnsafeBytes(of: UInt64(done).littleEndian) { Array($0) }
    try context.save(checkpoint: bytes, step: done)
  }

  private func restore() throws -> Int {
    guard let bytes = try context.restoreCheckpoint() else { return 0 }
    guard bytes.count == 8 else { return startOver("has \(bytes.count) bytes instead of 8") }
    let done = bytes.reversed().reduce(into: UInt64(0)) { $0 = $0 << 8 | UInt64($1) }
    guard done <= UInt64(plan.steps) else {
      return startOver("says that \(done) of \(plan.steps) steps are done")
    }
    return Int(done)
  }

  private func startOver(_ reason: String) -> Int {
    context.log("the checkpoint \(reason); starting from the first step")
    return 0
  }
}
