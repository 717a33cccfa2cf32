/// Workers that have given no result yet, by the key that they came with.
///
/// A back-off of a worker means nothing to a peer that comes as another worker each time. So those that take tasks and
/// leave without one result count for their key, and once there were too many in a row, its newcomers have to wait
/// longer and longer, and then get one task at a time. The first result of one of them ends that. Workers that have
/// given a result are not concerned, whatever is done with their key.
struct Newcomers: Sendable {
  /// Points from which on newcomers wait.
  private static let limit = 64
  /// Of one that left with tasks by its own doing: three are too many.
  private static let leaving = 22
  /// Of one that fell silent, or was cut off: it may have been killed with its machine, and 64 of these in a row are
  /// needed, none of which has finished a task.
  private static let silence = 1

  private struct Record {
    var points = 0
    var backOffs = 0
    var until = -Double.infinity
  }

  private var records: [String: Record] = [:]

  /// A newcomer is gone, and so are the tasks that it had.
  mutating func left(
    with key: String, isItsOwnDoing: Bool, _ configuration: SchedulingConfiguration, now: Double
  ) {
    var record = records[key] ?? Record()
    let points = isItsOwnDoing ? Newcomers.leaving : Newcomers.silence
    record.points = min(Newcomers.limit, record.points + points)
    // Those that were there before the last one say nothing new.
    if record.points >= Newcomers.limit, now >= record.until {
      var seconds = configuration.backOffSeconds
      for _ in 0..<min(record.backOffs, 16) { seconds *= 2 }
      record.backOffs += 1
      record.until = now + min(seconds, configuration.longestBackOffSeconds)
    }
    records[key] = record
  }

  /// A newcomer has given its first result.
  mutating func proved(with key: String) {
    if !records.isEmpty { records[key] = nil }
  }

  /// Until when newcomers with the key get nothing: monotonic seconds.
  func waitUntil(_ key: String) -> Double { records[key]?.until ?? -.infinity }

  /// Whether newcomers with the key get one task at a time.
  func areOnProbation(_ key: String) -> Bool { records[key].map { $0.points >= Newcomers.limit } ?? false }
}
