package import Messages
internal import SweepModel

extension Census {
  /// Each state's word with its count, in the order of a task's life.
  var parts: [(state: String, count: Int)] {
    TaskStatus.allCases.map { ($0.rawValue, self[$0]) }
  }
}

/// A coordinator's numbers in the text format of Prometheus, version 0.0.4.
package enum MetricsText {
  /// What the format is called in HTTP.
  package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"
  /// Finished sweeps whose tasks are told, the newest: a head node of years has thousands, which do not change any more.
  private static let finishedSweeps = 100

  /// - Parameter version: this program's.
  package static func text(_ status: StatusDocument, _ operation: OperationDocument, version: String)
    -> String
  {
    var text = MetricsWriter()
    text.gauge("percolate_info", "The program that answers.", [.init(1, ["version": version])])
    text.gauge("percolate_uptime_seconds", "Since the coordinator started.", operation.uptimeSeconds)
    sweeps(status, operation, &text)
    text.gauge("percolate_workers", "Workers that are connected.", Double(status.workers))
    let slots = operation.slots
    text.gauge(
      "percolate_slots", "Slots of connected workers by what they do.",
      [
        .init(Double(slots.working), ["state": "working"]), .init(Double(slots.idle), ["state": "idle"]),
        .init(Double(slots.draining), ["state": "draining"]),
        .init(Double(slots.backingOff), ["state": "backing-off"]),
      ])
    text.gauge(
      "percolate_slots_wanted", "Slots that would have something to do, those in use among them.",
      Double(operation.slotsWanted))
    text.gauge(
      "percolate_allocations", "Jobs of batch systems that workers were asked of, by queue and state.",
      operation.jobs.map { .init(Double($0.count), ["queue": $0.queue, "state": $0.state]) })
    journal(status, operation, &text)
    text.counter(
      "percolate_refused_total", "What peers sent and was not taken.",
      [
        .init(Double(operation.refusedPeers), ["what": "connection"]),
        .init(Double(operation.refusedMessages), ["what": "message"]),
        .init(Double(operation.refusedResults), ["what": "result"]),
      ])
    text.counter(
      "percolate_duplicate_results_total", "Results of tasks that had one already.",
      [.init(Double(status.duplicateResults))])
    text.counter(
      "percolate_late_results_total", "Results that were taken although their lease had ended.",
      [.init(Double(status.lateResults))])
    return text.text
  }

  private static func sweeps(
    _ status: StatusDocument, _ operation: OperationDocument, _ text: inout MetricsWriter
  ) {
    let finished = Set(status.sweeps.filter(\.isFinished).suffix(finishedSweeps).map(\.id))
    let told = status.sweeps.filter { !$0.isFinished || finished.contains($0.id) }
    text.gauge(
      "percolate_tasks", "Tasks on disk by sweep and state.",
      told.flatMap { sweep in
        sweep.census.parts.map { state, count in
          .init(Double(count), ["sweep": sweep.id, "name": sweep.name, "state": state])
        }
      })
    text.gauge(
      "percolate_tasks_per_second", "Tasks that ended lately.",
      told.compactMap { sweep in sweep.rate.map { .init($0, ["sweep": sweep.id, "name": sweep.name]) } })
    text.gauge(
      "percolate_queue_wait_seconds", "Since a task of a sweep was last handed out while others of it wait.",
      told.map { .init(operation.waits[$0.id] ?? 0, ["sweep": $0.id, "name": $0.name]) })
  }

  private static func journal(
    _ status: StatusDocument, _ operation: OperationDocument, _ text: inout MetricsWriter
  ) {
    text.histogram(
      "percolate_commit_seconds", "Transactions of the journal with their flush.", operation.commits)
    text.gauge("percolate_journal_bytes", "The journal with its log.", Double(operation.journalBytes))
    text.gauge(
      "percolate_journal_writable", "0 while the journal cannot be written, as on a full disk.",
      status.trouble == nil ? 1 : 0)
    text.gauge(
      "percolate_unwritten_results", "Results that workers sent and that are not on disk yet.",
      Double(status.unwritten?.results ?? 0))
    text.gauge(
      "percolate_unwritten_bytes", "What they take with their files.", Double(status.unwritten?.bytes ?? 0))
    text.gauge(
      "percolate_unwritten_seconds", "For how long the oldest waits.", status.unwritten?.seconds ?? 0)
  }
}
