internal import GRDB

extension Rows {
  static func allocationQueues(_ database: Database) throws -> [AllocationQueueRecord] {
    var queues: [AllocationQueueRecord] = []
    let select = try PreparedStatement(
      database, "SELECT name, nonce, settings, state, reason, next FROM allocation_queue ORDER BY name")
    try select.forEach { row in
      queues.append(
        AllocationQueueRecord(
          name: row.text(0), nonce: row.text(1), settings: row.text(2), state: row.text(3),
          reason: row.text(4), next: try row.count(5, "the number of the next allocation of \(row.text(0))")))
    }
    return queues
  }

  static func allocations(_ database: Database) throws -> [AllocationRecord] {
    var allocations: [AllocationRecord] = []
    let select = try PreparedStatement(
      database,
      """
      SELECT queue, number, state, job, reason, node, requeues, worked, outcome, changed_at FROM allocation
        ORDER BY queue, number
      """)
    try select.forEach { row in
      allocations.append(
        AllocationRecord(
          queue: row.text(0), number: try row.count(1, "the number of an allocation of \(row.text(0))"),
          state: row.text(2), job: row.text(3), reason: row.text(4), node: row.text(5),
          requeues: try row.count(6, "the requeues of an allocation of \(row.text(0))"),
          hasWorked: row.integer(7) != 0, outcome: row.textOrNil(8), changedAt: row.real(9)))
    }
    return allocations
  }
}
