internal import SweepModel

/// The submissions that are being read and written, each once, whoever asks for it how often.
///
/// A client that hears nothing asks again, and a large sweep takes minutes.
struct SubmissionDesk {
  /// Who gets the answer.
  struct Waiter: Equatable, Sendable {
    var route: [UInt8]
    var request: UInt64
  }

  private struct Entry {
    var ticket: SubmissionTicket
    var waiters: [Waiter]
  }

  /// Waiters of one submission; of more the oldest are forgotten.
  private static let mostWaiters = 100

  private var entries: [Digest: Entry] = [:]

  /// Somebody submits something.
  ///
  /// - Parameter content: what tells submissions apart.
  /// - Returns: the ticket of a submission that has to be started; nil where it is under way.
  mutating func take(_ content: Digest, from waiter: Waiter, now: Double) -> SubmissionTicket? {
    guard var entry = entries[content] else {
      let ticket = SubmissionTicket(now: now)
      entries[content] = Entry(ticket: ticket, waiters: [waiter])
      return ticket
    }
    entry.ticket.ask(now: now)
    // The same request by another connection: the older one is gone.
    entry.waiters.removeAll { $0.request == waiter.request }
    entry.waiters.append(waiter)
    if entry.waiters.count > SubmissionDesk.mostWaiters { entry.waiters.removeFirst() }
    entries[content] = entry
    return nil
  }

  /// A submission ended.
  ///
  /// - Returns: who waits for the answer.
  mutating func end(_ content: Digest) -> [Waiter] { entries.removeValue(forKey: content)?.waiters ?? [] }

  /// Lets all of them give up.
  func stop() {
    for entry in entries.values { entry.ticket.stop() }
  }
}
