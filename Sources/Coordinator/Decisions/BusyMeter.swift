/// Whether the coordinator has so much else to do that large answers would take the processor from it: results that
/// workers bring, sweeps that are submitted, commands over many tasks.
struct BusyMeter {
  /// Processors that everything but answers takes, from which on it is busy.
  static let much = 0.25
  /// Seconds over which they are averaged.
  private static let window = 0.2

  private(set) var isBusy = false
  private var lastLook: Double?
  private var lastUsed = 0.0
  private var answers = 0.0

  /// An answer took so many seconds of a processor.
  mutating func answered(seconds: Double) { answers += seconds }

  /// To be called again and again.
  ///
  /// - Parameters:
  ///   - now: monotonic seconds.
  ///   - used: seconds of a processor that this process has used since it started, answers among them.
  mutating func look(now: Double, used: Double) {
    guard let last = lastLook else {
      (lastLook, lastUsed) = (now, used)
      return
    }
    guard now - last >= BusyMeter.window else { return }
    isBusy = used - lastUsed - answers > BusyMeter.much * (now - last)
    (lastLook, lastUsed, answers) = (now, used, 0)
  }
}
