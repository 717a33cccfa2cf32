internal import Foundation
internal import Messages
internal import Results
internal import Spec
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

/// The files that programs bring: to a coordinator, and back.
extension DocumentSource {
  /// Submits a spec, behind the files of its program that the coordinator does not have.
  ///
  /// - Returns: nil once `isCancelled` said true.
  func submit(_ file: SpecFile, isCancelled: () -> Bool = { false }) throws -> SubmitDocument? {
    if let bundle = file.bundle, try !send(bundle, isCancelled: isCancelled) { return nil }
    return try submit(file.submission, isCancelled: isCancelled)
  }

  /// Sends files, piece by piece, and only what is missing; false once `isCancelled` said true.
  private func send(_ bundle: PackedBundles.Bundle, isCancelled: () -> Bool) throws -> Bool {
    var piece = WireUpload()
    piece.digest = Data(bundle.name.digest.bytes)
    piece.size = UInt64(bundle.name.size)
    var setbacks = 0
    var sent = 0
    while true {
      guard let answer = try upload(piece, isCancelled: isCancelled) else { return false }
      let received = answer.received
      guard received != bundle.bytes.count else { return true }
      // Another client may send the same; a coordinator that forgets again and again is none to go on with.
      if received <= sent, sent > 0 { setbacks += 1 }
      guard (0..<bundle.bytes.count).contains(received), setbacks < 100 else {
        throw Problem(
          ExitStatus.someFailed, "the program's files could not be sent: the coordinator does not keep them")
      }
      let end = min(received + CheckpointPieces.pieceLimit, bundle.bytes.count)
      piece.offset = UInt64(received)
      piece.content = Data(bundle.bytes[received..<end])
      sent = received
    }
  }

  /// The files of a program that a sweep was submitted with, packed.
  func files(_ bundle: ProgramBundle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try DocumentSource.reading { try copy(bundle.digest) { bytes += $0 } }
    return bytes
  }

  /// The program of a sweep; nil where it is one of percolate's experiments.
  func program(of sweep: SweepDetails) -> ProgramDeclaration? { Sweep.program(inResolved: sweep.resolved) }
}
