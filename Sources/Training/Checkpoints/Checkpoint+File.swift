internal import Foundation

extension Checkpoint {
  /// Writes the file whole: a reader finds the old one or the new one, never a part.
  package func write(to path: String) throws(CheckpointError) {
    do {
      try Data(encoded()).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .file(path: path, problem: error.localizedDescription)
    }
  }

  /// Reads a file, trusting none of its bytes.
  package init(contentsOf path: String) throws(CheckpointError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .file(path: path, problem: error.localizedDescription)
    }
    try self.init(decoding: [UInt8](data))
  }
}
