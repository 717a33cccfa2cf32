internal import Messages

/// Questions that the coordinator's own thread answers from memory, one after the other, within a share of its time:
/// however many clients ask however often, workers come first.
struct QuickQuestions {
  struct Question: Sendable {
    var query: WireQuery
    var id: UInt64
    var route: [UInt8]
  }

  /// The share of the thread's time that goes to answers, where more are asked for.
  static let share = 0.02

  private var waiting: [Question] = []
  /// The place in ``waiting`` of the next one.
  private var next = 0
  private var time = TimeShare(share: QuickQuestions.share, most: 0.05)

  /// How many wait.
  var count: Int { waiting.count - next }

  mutating func add(_ question: Question) { waiting.append(question) }

  /// The next question to answer; nil where none waits, or answers have had their share.
  ///
  /// - Parameter now: monotonic seconds.
  mutating func takeNext(now: Double) -> Question? {
    guard time.isOpen(now: now), next < waiting.count else { return nil }
    defer {
      next += 1
      // Half at once, so that each is moved once on average.
      if next * 2 >= waiting.count { (waiting, next) = (Array(waiting[next...]), 0) }
    }
    return waiting[next]
  }

  /// The question that was taken last is answered, and took the thread so many seconds.
  mutating func answered(seconds: Double) { time.spend(seconds) }

  /// Seconds until the next answer may be given; nil where none waits.
  var delay: Double? {
    count > 0 ? time.delay : nil
  }
}
