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
  static let share = 0.1
  /// Seconds of it that may be saved up, so that who asks seldom does not wait.
  static let most = 0.05

  private var waiting: [Question] = []
  /// The place in ``waiting`` of the next one.
  private var next = 0
  /// Seconds that answers may take now; below zero they have to wait.
  private var credit = QuickQuestions.most
  private var lastLook = -Double.infinity

  /// How many wait.
  var count: Int { waiting.count - next }

  mutating func add(_ question: Question) { waiting.append(question) }

  /// The next question to answer; nil where none waits, or answers have had their share.
  ///
  /// - Parameter now: monotonic seconds.
  mutating func takeNext(now: Double) -> Question? {
    credit = min(QuickQuestions.most, credit + max(0, now - lastLook) * QuickQuestions.share)
    lastLook = now
    guard credit > 0, next < waiting.count else { return nil }
    defer {
      next += 1
      // Half at once, so that each is moved once on average.
      if next * 2 >= waiting.count { (waiting, next) = (Array(waiting[next...]), 0) }
    }
    return waiting[next]
  }

  /// The question that was taken last is answered, and took the thread so many seconds.
  mutating func answered(seconds: Double) { credit -= seconds }

  /// Seconds until the next answer may be given; nil where none waits.
  var delay: Double? {
    guard count > 0 else { return nil }
    return credit > 0 ? 0 : max(0.001, -credit / QuickQuestions.share)
  }
}
