internal import Coordinator
internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

extension DocumentSource {
  /// A file that a task left, put together from its pieces.
  ///
  /// - Parameter digest: its SHA-256 as hexadecimal digits.
  func artifact(_ digest: String) throws -> Data {
    guard let name = Digest(hex: digest) else { throw damaged(digest, "its name is no SHA-256") }
    var content = Data()
    while true {
      let piece: ArtifactDocument = try ask(.artifact(name, from: content.count))
      content += piece.content
      if content.count >= piece.size { break }
      guard !piece.content.isEmpty else { throw damaged(digest, "it ends after \(content.count) bytes") }
    }
    let found = Digest(of: content).hex
    guard found == digest else { throw damaged(digest, "its bytes hash to \(found.prefix(12))") }
    return content
  }

  private func damaged(_ digest: String, _ what: String) -> Problem {
    Problem(
      ExitStatus.someFailed,
      "the artifact \(digest.prefix(12)) is damaged: \(what); restore the data directory's artifacts "
        + "from a backup")
  }
}
