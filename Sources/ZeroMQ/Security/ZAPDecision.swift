/// A policy's answer to a `ZAPRequest`.
package enum ZAPDecision: Equatable, Sendable {
  /// Lets the peer in. `userID` (1 to 255 bytes) comes back in each `Frame.userID` it sends.
  case allow(userID: String)
  /// Refuses the peer. The reason goes to the refusal callback; the peer learns only that it was refused.
  case deny(reason: String)
}
