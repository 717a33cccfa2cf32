internal import GRDB
internal import Glibc
internal import Platform
package import SweepModel

/// What takes how much of the disk.
package struct SpaceUse: Sendable, Hashable {
  /// A sweep's part. A task that several sweeps plan counts for the one that was submitted first.
  package struct Sweep: Sendable, Hashable {
    package var number: SweepNumber
    package var tasks = 0
    package var results = 0
    /// Bytes of the files that its tasks left.
    package var files = 0
    /// Bytes of the checkpoints of its tasks.
    package var checkpoints = 0
    /// Values that its tasks streamed.
    package var streamedValues = 0
  }

  /// In the order of submission, those without any tasks of their own too.
  package var sweeps: [Sweep] = []
  /// Bytes of the journal with its log.
  package var journal = 0
  /// Bytes of the journal that hold nothing and will be used again.
  package var journalFree = 0
  /// Bytes of files that tasks left, programs' files, checkpoints and reports, as they lie in their folders.
  package var artifacts = 0
  package var programs = 0
  package var checkpoints = 0
  package var reports = 0
  /// Bytes of files in `artifacts/` that no task names.
  package var unnamed = 0
  /// Bytes that are free on the disk.
  package var free = 0
}

extension JournalReader {
  /// Looks what takes how much.
  ///
  /// - Throws: ``JournalError``.
  package func space() throws(JournalError) -> SpaceUse {
    var (use, named) = try read("look what takes how much") { database in
      (try Self.use(database), try Self.named(database))
    }
    use.journal =
      [directory.journalPath, directory.writeAheadLogPath].reduce(0) { $0 + (fileSize($1) ?? 0) }
    for digest in directory.artifacts.digests() {
      let size = fileSize(directory.artifacts.path(of: digest)) ?? 0
      use.artifacts += size
      if !named.contains(digest) { use.unnamed += size }
    }
    named.removeAll()
    use.programs = Self.size(of: directory.filesPath)
    use.checkpoints = Self.size(of: directory.checkpointsPath)
    use.reports = Self.size(of: directory.path + "/reports")
    use.free = freeBytes(under: directory.path)
    return use
  }

  private static func use(_ database: Database) throws -> SpaceUse {
    var use = SpaceUse()
    use.journalFree =
      try PreparedStatement(database, "PRAGMA freelist_count").first { $0.integer(0) } ?? 0
    use.journalFree *= try PreparedStatement(database, "PRAGMA page_size").first { $0.integer(0) } ?? 0
    var places: [Int: Int] = [:]
    try PreparedStatement(database, "SELECT number FROM sweep WHERE state <> 'submitting' ORDER BY number")
      .forEach {
        places[$0.integer(0)] = use.sweeps.count
        use.sweeps.append(.init(number: SweepNumber($0.integer(0))))
      }
    func add(_ what: String, _ table: String, _ field: WritableKeyPath<SpaceUse.Sweep, Int>) throws {
      let select = try PreparedStatement(
        database,
        """
        SELECT owner.sweep, \(what) FROM (SELECT task, min(sweep) AS sweep FROM sweep_task GROUP BY task) AS owner
          JOIN \(table) GROUP BY owner.sweep
        """)
      try select.forEach { row in
        if let place = places[row.integer(0)] { use.sweeps[place][keyPath: field] = row.integer(1) }
      }
    }
    try add("count(*)", "task ON task.number = owner.task", \.tasks)
    try add("count(*)", "task ON task.number = owner.task WHERE task.state = 2", \.results)
    try add("sum(size)", "artifact ON artifact.task = owner.task", \.files)
    try add("sum(size)", "checkpoint ON checkpoint.task = owner.task", \.checkpoints)
    try add("count(*)", "metric ON metric.task = owner.task", \.streamedValues)
    return use
  }

  private static func named(_ database: Database) throws -> Set<Digest> {
    var named: Set<Digest> = []
    try PreparedStatement(database, "SELECT DISTINCT digest FROM artifact").forEach {
      named.insert(try $0.digest(0, of: "a file that a task left"))
    }
    return named
  }

  /// Bytes of all files in a folder and below; links are not followed.
  private static func size(of folder: String) -> Int {
    DurableFile.names(in: folder).reduce(0) { sum, name in
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { return sum }
      return sum + (status.st_mode & S_IFMT == S_IFDIR ? size(of: "\(folder)/\(name)") : Int(status.st_size))
    }
  }
}
