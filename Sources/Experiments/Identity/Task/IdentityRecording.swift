/// What a task streams at its measurements.
enum IdentityRecording: String, Sendable, CaseIterable {
  case losses, outputs, jacobian, corners, theory
}
