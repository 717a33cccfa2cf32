/// What a client may want of sweeps and tasks.
enum SweepVerb: String, CaseIterable, Sendable {
  case cancel, pause, resume, retry, priority, delete

  /// Whether it can be done to single tasks.
  var takesTasks: Bool { self == .cancel || self == .retry }
}
