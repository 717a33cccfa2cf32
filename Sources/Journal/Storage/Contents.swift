internal import GRDB
internal import SweepModel

/// Small files that tasks left, inside the journal: each content once, by its SHA-256.
struct Contents {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Writes contents in the transaction that the caller has begun.
  ///
  /// What is there already is compared, not trusted: a task that runs again because its file was damaged must be
  /// able to mend it.
  func write(_ contents: [ArtifactContent]) throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO content(digest, bytes) VALUES(?1, ?2)
        ON CONFLICT(digest) DO UPDATE SET bytes = excluded.bytes WHERE bytes <> excluded.bytes
      """)
    for content in contents {
      try insert.bind(1, content.digest)
      try insert.bind(2, content.bytes)
      try insert.run()
    }
  }

  /// The bytes of that name as they lie here, not yet hashed; nil where there are none.
  func bytes(of digest: Digest) throws -> [UInt8]? {
    let select = try PreparedStatement(database, "SELECT bytes FROM content WHERE digest = ?1")
    try select.bind(1, digest)
    return try select.first { $0.bytes(0) }
  }
}
