internal import SweepModel

/// What the journal's thread does with a file that arrives in pieces.
struct ArrivalWrite: Sendable, Equatable {
  /// Where the file belongs.
  enum Store: Sendable { case artifacts, checkpoints }

  enum Step: Sendable, Equatable {
    /// Writes the bytes at the offset of a file that is arriving.
    case piece(offset: Int, content: [UInt8])
    /// The file is whole and gets its name.
    case adopt(Digest)
    /// The rest of the file will not come.
    case abandon
  }

  var store: Store
  /// What the file is called while it arrives.
  var file: String
  var step: Step

  init(_ store: Store, _ file: String, _ step: Step) {
    self.store = store
    self.file = file
    self.step = step
  }
}
