/// Answer to `operation`: how the coordinator itself is, for those who watch over it. What sweeps are about is in
/// ``StatusDocument``.
package struct OperationDocument: Document {
  /// Slots of connected workers by what they can do now.
  package struct Slots: Codable, Sendable, Hashable {
    /// Of workers that take tasks: slots that have one, and slots that do not.
    package var working: Int
    package var idle: Int
    /// Of workers that are about to leave, and of those that get nothing for a while because tasks broke there.
    package var draining: Int
    package var backingOff: Int

    package init(working: Int = 0, idle: Int = 0, draining: Int = 0, backingOff: Int = 0) {
      self.working = working
      self.idle = idle
      self.draining = draining
      self.backingOff = backingOff
    }
  }

  /// How long something took, each time that it was done.
  package struct Durations: Codable, Sendable, Hashable {
    /// How often it took no longer than so many seconds.
    package struct Bucket: Codable, Sendable, Hashable {
      package var seconds: Double
      package var count: Int

      package init(seconds: Double, count: Int) {
        self.seconds = seconds
        self.count = count
      }
    }

    package var count: Int
    /// All of them together.
    package var seconds: Double
    /// By rising seconds, each with those before it.
    package var buckets: [Bucket]

    package init(count: Int, seconds: Double, buckets: [Bucket]) {
      self.count = count
      self.seconds = seconds
      self.buckets = buckets
    }
  }

  /// Jobs that a queue of a batch system has in one state.
  package struct Jobs: Codable, Sendable, Hashable {
    package var queue: String
    /// As in ``AllocationsDocument/Job/state``.
    package var state: String
    package var count: Int

    package init(queue: String, state: String, count: Int) {
      self.queue = queue
      self.state = state
      self.count = count
    }
  }

  package var version = 1
  package var uptimeSeconds: Double
  package var slots: Slots
  /// Slots that would have something to do: those that have it now, and those that tasks wait for.
  package var slotsWanted: Int
  /// Seconds for which pending tasks of a sweep have waited while none of it was handed out, by the sweep's id; none for
  /// a sweep that does not wait.
  package var waits: [String: Double]
  /// Transactions of the journal, flushes included.
  package var commits: Durations
  /// The journal with its log.
  package var journalBytes: Int
  /// Connections and messages that were refused since the start.
  package var refusedPeers: Int
  package var refusedMessages: Int
  package var refusedResults: Int
  package var jobs: [Jobs]

  package init(
    uptimeSeconds: Double, slots: Slots, slotsWanted: Int, waits: [String: Double], commits: Durations,
    journalBytes: Int, refusedPeers: Int, refusedMessages: Int, refusedResults: Int, jobs: [Jobs]
  ) {
    self.uptimeSeconds = uptimeSeconds
    self.slots = slots
    self.slotsWanted = slotsWanted
    self.waits = waits
    self.commits = commits
    self.journalBytes = journalBytes
    self.refusedPeers = refusedPeers
    self.refusedMessages = refusedMessages
    self.refusedResults = refusedResults
    self.jobs = jobs
  }
}
