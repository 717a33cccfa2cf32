internal import Journal
internal import Messages
internal import SweepModel

/// Files of programs that clients send, piece by piece, to where workers get them from.
///
/// All that is known of one that is arriving is its file, which is named by what it has to become; so a client that lost
/// its connection, or its coordinator, goes on where it was. Belongs to one thread.
struct BundleUploads: Sendable {
  struct Piece: Sendable {
    var bundle: ProgramBundle
    var offset: Int
    var content: [UInt8]
  }

  /// Why a piece is not taken, as a sentence.
  struct Problem: Error, CustomStringConvertible {
    var description: String
    /// Whether it is the client's fault.
    var isTheirs = false
  }

  /// Files that may arrive at the same time; the one that grew least recently makes room.
  static let arrivalLimit = 8
  /// Files that no sweep names and that stay: their submissions may be on their way.
  static let spareLimit = 16

  let store: ArtifactStore

  /// Takes a piece.
  ///
  /// - Parameter named: what sweeps name, where the last piece comes.
  /// - Returns: how many bytes are there, where the next piece begins; all of them once they are on disk.
  func take(_ piece: Piece, named: Set<Digest>?) throws(Problem) -> Int {
    let bundle = piece.bundle
    if store.contains(bundle.digest) { return bundle.size }
    do throws(JournalError) {
      let arrival = bundle.digest.hex
      let arrived = store.arrived(arrival)
      guard piece.offset == arrived ?? 0 else { return arrived ?? 0 }
      if arrived == nil {
        try store.prepare()
        store.abandonOldest(keeping: BundleUploads.arrivalLimit - 1)
      }
      // Nothing of it, and nothing to write: who asks only leaves no file.
      if piece.content.isEmpty { return arrived ?? 0 }
      try store.write(piece.content, at: piece.offset, of: arrival)
      let received = piece.offset + piece.content.count
      guard received == bundle.size else { return received }
      guard try store.digest(ofArrival: arrival) == bundle.digest else {
        store.abandon(arrival)
        throw JournalError.artifactDamaged(path: arrival, found: "")
      }
      try store.adopt(arrival, as: bundle.digest)
      if let named { store.keep(named.union([bundle.digest]), andNewest: BundleUploads.spareLimit) }
      return bundle.size
    } catch {
      if case .artifactDamaged = error {
        throw Problem(
          description:
            "the program's files are not those that were announced: their SHA-256 is another one; send them again",
          isTheirs: true)
      }
      throw Problem(description: "the program's files cannot be kept: \(error)")
    }
  }
}
