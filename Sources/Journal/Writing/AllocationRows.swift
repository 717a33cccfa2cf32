internal import GRDB

/// Writes queues of batch systems and their allocations.
struct AllocationRows {
  /// Allocations of a queue whose rows are kept once they have ended.
  private static let kept = 200

  private let database: Database

  init(_ database: Database) { self.database = database }

  func write(_ queue: AllocationQueueRecord) throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT OR REPLACE INTO allocation_queue(name, nonce, settings, state, reason, next)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      """)
    try insert.bind(1, queue.name)
    try insert.bind(2, queue.nonce)
    try insert.bind(3, queue.settings)
    try insert.bind(4, queue.state)
    try insert.bind(5, queue.reason)
    try insert.bind(6, queue.next)
    try insert.run()
  }

  func remove(_ name: String) throws {
    for table in ["allocation", "allocation_queue"] {
      let delete = try PreparedStatement(
        database, "DELETE FROM \(table) WHERE \(table == "allocation" ? "queue" : "name") = ?1")
      try delete.bind(1, name)
      try delete.run()
    }
  }

  func write(_ allocation: AllocationRecord) throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT OR REPLACE INTO allocation(queue, number, state, job, reason, node, requeues, worked, outcome, changed_at)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      """)
    try insert.bind(1, allocation.queue)
    try insert.bind(2, allocation.number)
    try insert.bind(3, allocation.state)
    try insert.bind(4, allocation.job)
    try insert.bind(5, allocation.reason)
    try insert.bind(6, allocation.node)
    try insert.bind(7, allocation.requeues)
    try insert.bind(8, allocation.hasWorked ? 1 : 0)
    try insert.bind(9, allocation.outcome)
    try insert.bind(10, allocation.changedAt)
    try insert.run()
    guard allocation.state == "ended" else { return }
    let forget = try PreparedStatement(
      database, "DELETE FROM allocation WHERE queue = ?1 AND state = 'ended' AND number <= ?2")
    try forget.bind(1, allocation.queue)
    try forget.bind(2, allocation.number - AllocationRows.kept)
    try forget.run()
  }
}
