/// How a probe divides its waiting, computing and streaming into steps; a function of the parameters alone,
/// so that an attempt can go on at any step of another one.
struct ProbePlan: Sendable, Equatable {
  /// A task looks at `shouldStop` at least this often, in seconds.
  static let slice = 0.05

  let duration: Double
  let compute: Double
  let signals: Int
  private let waits: Int
  private let computes: Int

  init(duration: Double, compute: Double, signals: Int) {
    self.duration = duration
    self.compute = compute
    self.signals = signals
    waits = ProbePlan.slices(of: duration)
    computes = ProbePlan.slices(of: compute)
  }

  /// Steps in total: one per slice of time or one per signal, whichever are more.
  var steps: Int { max(waits + computes, signals) }

  /// How many signals are streamed from a step on and before the last one.
  func signals(from step: Int) -> Int {
    steps > 0
      ? max(0, share(of: signals, before: steps) - share(of: signals, before: min(max(step, 1), steps))) : 0
  }

  /// What step `step` (from 1 to `steps`) does: all waiting comes before all computing, and signals are
  /// spread evenly.
  func work(at step: Int) -> Work {
    let slices = share(of: waits + computes, before: step)..<share(of: waits + computes, before: step + 1)
    let waiting = slices.clamped(to: 0..<waits)
    let computing = slices.clamped(to: waits..<waits + computes)
    return Work(
      waits: waits == 0 ? 0 : duration * Double(waiting.count) / Double(waits),
      computes: computes == 0 ? 0 : compute * Double(computing.count) / Double(computes),
      signals: share(of: signals, before: step)..<share(of: signals, before: step + 1))
  }

  /// What one step does, in this order.
  struct Work: Sendable, Equatable {
    /// Seconds to wait.
    var waits: Double
    /// Seconds of processor time to burn.
    var computes: Double
    /// Numbers of the signals to stream, counted from 0.
    var signals: Range<Int>
  }

  /// How many of `count` things are done by the steps before `step`.
  private func share(of count: Int, before step: Int) -> Int {
    let product = count.multipliedFullWidth(by: step - 1)
    return steps.dividingFullWidth(product).quotient
  }

  private static func slices(of seconds: Double) -> Int { Int((seconds / slice).rounded(.up)) }
}
