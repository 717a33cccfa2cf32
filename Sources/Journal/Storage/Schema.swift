internal import GRDB

/// The tables of the journal, and how older ones become newer ones.
///
/// A migration, once released, is never edited; the golden journal in the tests holds what it made.
enum Schema {
  /// "perc": marks the SQLite file as ours.
  static let applicationID = 0x7065_7263
  /// The newest schema version this program knows.
  static let version = 6
  /// The oldest one that is read as it is, without being brought up to date.
  static let oldestRead = 3

  /// What must be there in a version.
  static func tables(version: Int) -> Set<String> {
    let first: Set<String> = [
      "sweep", "exclusion", "task", "definition", "sweep_task", "metric_name", "final", "metric", "attempt",
      "lease", "worker", "artifact", "checkpoint", "access_key", "meta",
    ]
    let added: [Set<String>] = [
      ["placement"], ["content", "stream", "ledger"], [], ["allocation_queue", "allocation"],
    ]
    return added.prefix(max(0, version - 1)).reduce(first) { $0.union($1) }
  }

  /// All migrations in order.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: firstVersion)
      try database.execute(
        sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
    }
    migrator.registerMigration("v2", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: secondVersion)
      try database.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("v3", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: thirdVersion)
      try Streams.sealAll(database)
      try database.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("v4", foreignKeyChecks: .immediate) { database in
      // The commit of the repository that a spec lay in when it was submitted.
      try database.execute(sql: "ALTER TABLE sweep ADD COLUMN source_commit TEXT; PRAGMA user_version = 4")
    }
    migrator.registerMigration("v5", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: fifthVersion)
      try database.execute(sql: "PRAGMA user_version = 5")
    }
    migrator.registerMigration("v6", foreignKeyChecks: .immediate) { database in
      // Who asks for the failed tasks of 10^6 need not go through the others. Results cost nothing more.
      try database.execute(
        sql: "CREATE INDEX task_without_result ON task(state) WHERE state IN (3, 4); PRAGMA user_version = 6")
    }
    return migrator
  }

  // Queues of a batch system, their settings as JSON, and one row for each job that was asked for.
  private static let fifthVersion = """
    CREATE TABLE allocation_queue(
      name TEXT PRIMARY KEY,
      nonce TEXT NOT NULL,
      settings TEXT NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('active', 'paused', 'blocked', 'removing')),
      reason TEXT NOT NULL,
      next INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE allocation(
      queue TEXT NOT NULL,
      number INTEGER NOT NULL,
      state TEXT NOT NULL,
      job TEXT NOT NULL,
      reason TEXT NOT NULL,
      node TEXT NOT NULL,
      requeues INTEGER NOT NULL,
      worked INTEGER NOT NULL,
      outcome TEXT,
      changed_at REAL NOT NULL,
      PRIMARY KEY(queue, number)
    ) STRICT, WITHOUT ROWID;
    """

  // Why each task of a refined sweep was planned: one row for tasks in a row that have one reason.
  private static let secondVersion = """
    CREATE TABLE placement(
      sweep INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      count INTEGER NOT NULL,
      round INTEGER NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY(sweep, ordinal)
    ) STRICT, WITHOUT ROWID;
    """

  // Small files that tasks left, digests over the streamed values of tasks with a result, and in one row what
  // has been acknowledged so far.
  private static let thirdVersion = """
    CREATE TABLE content(
      number INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK(length(digest) = 32),
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE stream(
      task INTEGER NOT NULL,
      metric INTEGER NOT NULL,
      digest BLOB NOT NULL,
      PRIMARY KEY(task, metric)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger(
      row INTEGER PRIMARY KEY CHECK(row = 1),
      journal INTEGER NOT NULL,
      commits INTEGER NOT NULL,
      newest INTEGER NOT NULL,
      sweeps INTEGER NOT NULL,
      tasks INTEGER NOT NULL,
      results INTEGER NOT NULL,
      keys INTEGER NOT NULL
    ) STRICT;
    INSERT INTO ledger(row, journal, commits, newest, sweeps, tasks, results, keys) VALUES(
      1, random(), 0, 0, (SELECT count(*) FROM sweep WHERE state <> 'submitting'), (SELECT count(*) FROM task),
      (SELECT count(*) FROM task WHERE state = 2), (SELECT count(*) FROM access_key));
    """

  // Wide columns stay out of `task`: a restart scans it whole, and a million definitions would be 400 MB.
  // Values are nullable because SQLite keeps not-a-number as NULL.
  private static let firstVersion = """
    CREATE TABLE sweep(
      number INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK(length(digest) = 32),
      name TEXT NOT NULL,
      experiment TEXT NOT NULL,
      version INTEGER NOT NULL,
      resolved TEXT NOT NULL,
      source TEXT NOT NULL,
      file TEXT,
      priority INTEGER NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('submitting', 'active', 'paused', 'cancelled')),
      submitted_at REAL NOT NULL,
      excluded INTEGER NOT NULL,
      planned INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE exclusion(
      sweep INTEGER NOT NULL,
      reason TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY(sweep, reason)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE task(
      number INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      state INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      breaks INTEGER NOT NULL,
      attempt INTEGER,
      result BLOB,
      worker INTEGER,
      seconds REAL,
      finished_at REAL,
      reason TEXT
    ) STRICT;
    CREATE TABLE definition(
      task INTEGER PRIMARY KEY,
      content BLOB NOT NULL
    ) STRICT;
    CREATE TABLE sweep_task(
      sweep INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      task INTEGER NOT NULL,
      replicate INTEGER NOT NULL,
      PRIMARY KEY(sweep, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sweep_task_by_task ON sweep_task(task);
    CREATE TABLE metric_name(
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE final(
      task INTEGER NOT NULL,
      metric INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY(task, metric)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE metric(
      task INTEGER NOT NULL,
      metric INTEGER NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY(task, metric, step)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE attempt(
      task INTEGER NOT NULL,
      number INTEGER NOT NULL,
      worker INTEGER,
      outcome TEXT NOT NULL,
      started_at REAL NOT NULL,
      seconds REAL NOT NULL,
      reason TEXT,
      log TEXT,
      PRIMARY KEY(task, number)
    ) STRICT;
    CREATE TABLE lease(
      task INTEGER PRIMARY KEY,
      attempt INTEGER NOT NULL,
      worker BLOB NOT NULL,
      epoch INTEGER NOT NULL,
      leased_at REAL NOT NULL
    ) STRICT;
    CREATE TABLE worker(
      number INTEGER PRIMARY KEY,
      uuid BLOB NOT NULL UNIQUE,
      key TEXT NOT NULL,
      host TEXT NOT NULL,
      cpu TEXT NOT NULL,
      isa TEXT NOT NULL,
      cores INTEGER NOT NULL,
      slots INTEGER NOT NULL,
      version TEXT NOT NULL,
      first_seen REAL NOT NULL,
      last_seen REAL NOT NULL,
      tasks INTEGER NOT NULL,
      seconds REAL NOT NULL
    ) STRICT;
    CREATE TABLE artifact(
      task INTEGER NOT NULL,
      name TEXT NOT NULL,
      media_type TEXT NOT NULL,
      digest BLOB NOT NULL,
      size INTEGER NOT NULL,
      PRIMARY KEY(task, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoint(
      task INTEGER PRIMARY KEY,
      step INTEGER NOT NULL,
      digest BLOB NOT NULL,
      size INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE access_key(
      public TEXT PRIMARY KEY,
      role TEXT NOT NULL CHECK(role IN ('client', 'worker')),
      name TEXT NOT NULL,
      created_at REAL NOT NULL,
      revoked_at REAL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE meta(
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
