internal import Messages
internal import SweepModel

/// A message that may be sent only once the journal is on disk up to `tag`.
struct DeferredReply {
  enum Message {
    /// The report with this sequence is recorded.
    case acknowledge(UInt64)
    /// A piece of a task's newest checkpoint may be read.
    case checkpoint(TaskNumber, attempt: UInt32, offset: Int)
    case reply(id: UInt64, WireReply.OneOf_Reply)
    /// The keys may be told. They are read only then: who asks often makes nothing wait but the question.
    case keys(id: UInt64)
  }

  var tag: UInt64
  var route: [UInt8]
  var message: Message
  /// Whether its client waits for as long as the disk takes, and asks nobody else meanwhile.
  var isPatient = false
}

/// Everything that waits for the disk before it may be said, in the order of its tags.
struct DeferredReplies {
  /// What may be sent now.
  struct Due {
    /// The reports to acknowledge on each connection, in one message.
    var acknowledged: [[UInt8]: [UInt64]] = [:]
    var pieces: [LargeAnswers.Piece] = []
    var keys: [(id: UInt64, route: [UInt8])] = []
    var replies: [(id: UInt64, reply: WireReply.OneOf_Reply, route: [UInt8])] = []
  }

  private var waiting: [DeferredReply] = []

  /// Defers a message. Its tag is no smaller than that of the one before it.
  mutating func add(_ reply: DeferredReply) { waiting.append(reply) }

  /// Whether something waits for this batch or a later one, which has to be written then, even if it is empty.
  func needsBatch(_ tag: UInt64) -> Bool { waiting.last?.tag == tag }

  /// Takes out the answers to people, for whom another word is better than silence.
  mutating func takeImpatient() -> [(id: UInt64, route: [UInt8])] {
    var replies: [(id: UInt64, route: [UInt8])] = []
    waiting.removeAll { reply in
      guard !reply.isPatient, case .reply(let id, _) = reply.message else { return false }
      replies.append((id, reply.route))
      return true
    }
    return replies
  }

  /// Takes out what waited for nothing but batches up to `tag`; nil where nothing did.
  mutating func takeDue(upTo tag: UInt64) -> Due? {
    let count = waiting.prefix { $0.tag <= tag }.count
    guard count > 0 else { return nil }
    var due = Due()
    for reply in waiting[..<count] {
      switch reply.message {
      case .acknowledge(let sequence): due.acknowledged[reply.route, default: []].append(sequence)
      case .checkpoint(let task, let attempt, let offset):
        due.pieces.append(.init(task: task, attempt: attempt, offset: offset, route: reply.route))
      case .keys(let id): due.keys.append((id, reply.route))
      case .reply(let id, let content): due.replies.append((id, content, reply.route))
      }
    }
    waiting.removeFirst(count)
    return due
  }
}
