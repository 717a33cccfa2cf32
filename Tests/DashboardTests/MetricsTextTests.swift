import Messages
import SweepModel
import Testing

@testable import Dashboard

/// The text that Prometheus reads.
@Suite struct MetricsTextTests {
  private func text(name: String = "small", finished: Int = 0) -> String {
    var census = Census()
    (census.done, census.running, census.pending) = (7, 2, 1)
    var ended = Census()
    ended.done = 3
    let sweep = StatusDocument.SweepStatus(
      id: "0c04fa895540", name: name, experiment: "probe", state: "active", priority: 0, planned: 10,
      census: census,
      rate: 2.5, submittedAt: 0)
    let old = (0..<finished).map {
      StatusDocument.SweepStatus(
        id: "old-\($0)", name: "old", experiment: "probe", state: "finished", priority: 0, planned: 3,
        census: ended,
        submittedAt: 0)
    }
    let status = StatusDocument(
      sweeps: old + [sweep], workers: 2, slots: 8, stateVersion: 1, trouble: nil,
      unwritten: .init(results: 4, bytes: 900, seconds: 0.5), duplicateResults: 1, lateResults: 2)
    let operation = OperationDocument(
      uptimeSeconds: 12.5, slots: .init(working: 2, idle: 5, draining: 1, backingOff: 0), slotsWanted: 3,
      waits: ["0c04fa895540": 1.25],
      commits: .init(
        count: 5, seconds: 0.02, buckets: [.init(seconds: 0.001, count: 2), .init(seconds: 1, count: 5)]),
      journalBytes: 4096, refusedPeers: 1, refusedMessages: 2, refusedResults: 3,
      jobs: [.init(queue: "short", state: "queued", count: 4)])
    return MetricsText.text(status, operation, version: "1.0")
  }

  @Test func `every number stands under its name, once`() {
    let lines = text().split(separator: "\n")
    for line in [
      "percolate_tasks{sweep=\"0c04fa895540\",name=\"small\",state=\"done\"} 7",
      "percolate_tasks_per_second{sweep=\"0c04fa895540\",name=\"small\"} 2.5",
      "percolate_queue_wait_seconds{sweep=\"0c04fa895540\",name=\"small\"} 1.25",
      "percolate_slots{state=\"idle\"} 5",
      "percolate_slots_wanted 3", "percolate_allocations{queue=\"short\",state=\"queued\"} 4",
      "percolate_commit_seconds_bucket{le=\"0.001\"} 2", "percolate_commit_seconds_bucket{le=\"+Inf\"} 5",
      "percolate_commit_seconds_sum 0.02", "percolate_commit_seconds_count 5", "percolate_journal_bytes 4096",
      "percolate_journal_writable 1", "percolate_unwritten_results 4",
      "percolate_refused_total{what=\"message\"} 2",
      "percolate_uptime_seconds 12.5",
    ] { #expect(lines.count { $0 == line } == 1, "\(line)") }
    let types = lines.filter { $0.hasPrefix("# TYPE ") }
    #expect(Set(types).count == types.count)
    // Each sample is of a family that has been declared before it.
    var declared: Set<Substring> = []
    for line in lines {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE ") {
        declared.insert(words[2])
      } else if !line.hasPrefix("#") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(declared.contains { name.hasPrefix($0) }, "\(line)")
      }
    }
  }

  @Test func `names are their users' own`() {
    #expect(text(name: "a\"b\\c\nd").contains("name=\"a\\\"b\\\\c\\nd\",state=\"done\"} 7"))
  }

  @Test func `of years of finished sweeps the newest are told`() {
    let text = text(finished: 500)
    #expect(text.contains("sweep=\"old-499\"") && !text.contains("sweep=\"old-399\""))
    #expect(text.contains("sweep=\"0c04fa895540\""))
  }
}
