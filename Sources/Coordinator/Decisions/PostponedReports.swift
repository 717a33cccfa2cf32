internal import Scheduling
internal import SweepModel

/// Reports that could not be decided yet, because another worker may still hold what they speak of. They are not
/// acknowledged, so that their workers keep them, and are asked for again.
struct PostponedReports {
  private var due: [WorkerSession: Double] = [:]
  private var streams: [WorkerSession: Set<Lease>] = [:]

  /// The session is asked again at `time`, unless it was to be asked earlier.
  mutating func postpone(_ session: WorkerSession, until time: Double) {
    due[session] = min(due[session] ?? time, time)
  }

  /// What an attempt streamed is not taken from the session, so neither is the attempt's result: it may come in a later
  /// report, and would be recorded without them.
  mutating func withhold(_ lease: Lease, of session: WorkerSession) {
    streams[session, default: []].insert(lease)
  }

  /// Sessions that anything is kept of.
  var sessions: Set<WorkerSession> { Set(due.keys).union(streams.keys) }

  func isWithheld(_ lease: Lease, of session: WorkerSession) -> Bool {
    streams[session]?.contains(lease) == true
  }

  /// The sessions to ask now; each answers with a hello, which begins a new session.
  mutating func takeDue(now: Double) -> [WorkerSession] {
    let sessions = due.filter { $0.value <= now }.keys
    for session in sessions { due[session] = nil }
    return Array(sessions)
  }

  mutating func forget(_ session: WorkerSession) {
    due[session] = nil
    streams[session] = nil
  }
}
