/// Why a checkpoint can not be read or used.
package enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The file ends before its parts do.
  case truncated(what: String, needed: UInt64, found: Int)
  /// The header's length is absurd: this is no such file.
  case headerLength(UInt64)
  /// The header is not the JSON that the layout asks for.
  case header(offset: Int, expected: String)
  /// A name occurs twice.
  case duplicate(String)
  /// A tensor whose type is unknown, or whose shape, offsets and type do not fit each other.
  case tensor(name: String, problem: String)
  /// Tensors overlap, or leave bytes that belong to none.
  case layout(offset: Int, problem: String)
  /// The metadata lacks something or holds what can not be.
  case metadata(name: String, problem: String)
  /// A version this program does not know.
  case version(String)
  /// The bytes are not those that were written.
  case damaged
  /// The checkpoint is of another network.
  case otherNetwork(found: String, expected: String)
  /// The network has a tensor that the checkpoint lacks, or has in another shape or type.
  case missing(name: String, expected: String, found: String?)
  /// The file can not be read or written.
  case file(path: String, problem: String)

  package var description: String {
    switch self {
    case .truncated(let what, let needed, let found):
      "the checkpoint is cut off: \(what) needs \(needed) bytes, \(found) are there; use an earlier one"
    case .headerLength(let length):
      "this is no checkpoint: its header would have \(length) bytes, expected 2 to 100000000"
    case .header(let offset, let expected):
      "the checkpoint's header is damaged at byte \(offset): expected \(expected); use an earlier one"
    case .duplicate(let name):
      "the checkpoint names \"\(name)\" twice; use an earlier one"
    case .tensor(let name, let problem):
      "the checkpoint's tensor \"\(name)\" is damaged: \(problem); use an earlier one"
    case .layout(let offset, let problem):
      "the checkpoint's data is damaged at byte \(offset): \(problem); use an earlier one"
    case .metadata(let name, let problem):
      "the checkpoint's metadata \"\(name)\" \(problem); it was damaged or written by another program"
    case .version(let version):
      "the checkpoint has format version \(version), this program reads version \(Checkpoint.version)"
    case .damaged:
      "the checkpoint's bytes are not those that were written (SHA-256 differs); use an earlier one"
    case .otherNetwork(let found, let expected):
      "the checkpoint is of the network \"\(found)\", expected \"\(expected)\"; start anew or use its own"
    case .file(let path, let problem):
      "the checkpoint \(path) can not be read or written: \(problem)"
    case .missing(let name, let expected, let found):
      "the network needs a tensor \"\(name)\" of \(expected), the checkpoint has \(found ?? "none")"
    }
  }
}
