internal import Journal
internal import SweepModel
internal import Transport

/// What the coordinator's thread needs from the disk while it runs. Other threads do it, see ``DiskThreads``.
protocol DiskWork: Sendable {
  /// The canonical JSON of tasks, each checked against its id. Numbers without a task are left out.
  ///
  /// - Throws: ``JournalError``.
  func definitions(of tasks: [TaskNumber]) throws(JournalError) -> [TaskNumber: [UInt8]]

  /// Tasks whose id begins with some hexadecimal digits, at most `limit`; none where the text is not hexadecimal.
  ///
  /// - Throws: ``JournalError``.
  func tasks(matching prefix: String, limit: Int) throws(JournalError) -> [StoredTask]

  /// Bytes of a checkpoint from an offset on, unverified; fewer at its end, nil where it cannot be read.
  func checkpoint(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]?

  /// Bytes of a program's files from an offset on, unverified; fewer at the end, nil where they cannot be read.
  func files(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]?

  /// Writes a piece of a program's files.
  ///
  /// - Throws: as ``BundleUploads/take(_:named:)``.
  func take(_ piece: BundleUploads.Piece, named: Set<Digest>?) throws(BundleUploads.Problem) -> Int

  /// Makes a key pair and writes its access file, which is on disk when this returns.
  ///
  /// - Throws: ``CoordinatorError/keys(path:reason:)``.
  func issue(_ key: KeyRequest, endpoint: String, serverKey: String) throws(CoordinatorError) -> AccessKey

  /// Removes what nothing needs any more, and says how much that was.
  ///
  /// - Throws: ``JournalError``, or ``JournalThread/Stopped``.
  func prune(_ pruning: Pruning) throws -> Pruned
}

/// The data directory itself.
struct DirectoryWork: DiskWork {
  let directory: DataDirectory
  let reader: JournalReader
  /// Weak, so that whoever keeps this does not keep the directory locked.
  weak let journal: JournalThread?

  func definitions(of tasks: [TaskNumber]) throws(JournalError) -> [TaskNumber: [UInt8]] {
    try reader.definitions(of: tasks)
  }

  func tasks(matching prefix: String, limit: Int) throws(JournalError) -> [StoredTask] {
    try reader.tasks(matching: prefix, limit: limit)
  }

  func checkpoint(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]? {
    directory.checkpoints.read(digest, from: offset, count: count)
  }

  func files(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]? {
    directory.files.read(digest, from: offset, count: count)
  }

  func take(_ piece: BundleUploads.Piece, named: Set<Digest>?) throws(BundleUploads.Problem) -> Int {
    try BundleUploads(store: directory.files).take(piece, named: named)
  }

  func issue(
    _ key: KeyRequest, endpoint: String, serverKey: String
  ) throws(CoordinatorError) -> AccessKey {
    try KeyFiles(directory: directory).issue(
      key.name, role: key.role, endpoint: endpoint, serverKey: serverKey, now: CoordinatorClock.wall)
  }

  func prune(_ pruning: Pruning) throws -> Pruned {
    guard let journal else { throw JournalThread.Stopped() }
    var pruned = try journal.perform(makesRoom: true) { [weak journal] in
      // On a full disk files wait for longer to be named, by what is not written yet.
      let since = journal?.troubledSince ?? CoordinatorClock.wall
      return try $0.prune(pruning, olderThan: since - 3600)
    }
    for sweep in pruning.streams {
      var next: Int? = 0
      // Piece by piece, so that results are written in between.
      while let ordinal = next {
        let piece = try journal.perform(makesRoom: true) {
          try $0.pruneStreams(of: sweep, from: ordinal, isDryRun: pruning.isDryRun)
        }
        pruned.streamedValues += piece.values
        pruned.sharedTasks += piece.shared
        next = piece.next
      }
    }
    return pruned
  }
}
