internal import Messages
internal import SweepModel
internal import Transport

/// Answers that may be large, and wait until those before them have been read: pieces of checkpoints and of programs'
/// files, and what the journal is asked for.
///
/// What is asked for is small and bounded; so are the answers that are on their way.
struct LargeAnswers {
  /// A piece of a task's checkpoint, for the connection that holds the task.
  struct Piece: Equatable, Sendable {
    var task: TaskNumber
    var attempt: UInt32
    var offset: Int
    var route: [UInt8]
    /// Of the program's files instead of the checkpoint.
    var files: Digest?
  }

  /// A question for the thread that reads the journal.
  struct Question: Sendable {
    var query: WireQuery
    var id: UInt64
    var route: [UInt8]
    /// The public key of who asks.
    var key = ""
  }

  private struct Asked: Hashable {
    var route: [UInt8]
    var task: TaskNumber
    var files: Digest?
  }

  /// Pieces that are read at once: each has a few megabytes.
  static let piecesAtOnce = 4

  private var asked: Set<Asked> = []
  private var piecesBeingRead = 0
  private var pieces: [Piece] = []
  private var questions: [Question] = []
  /// The key of who gets the answer that is being made.
  private var answering: String?
  /// Of one processor, for answers to a key: within it nobody waits for the questions of another key. No key waits so
  /// long that its client takes the coordinator for dead.
  private var times: [String: TimeShare] = [:]

  /// True where something could be sent if there is room.
  ///
  /// - Parameters:
  ///   - isBusy: as ``BusyMeter`` says.
  ///   - now: monotonic seconds.
  mutating func isWaiting(isBusy: Bool, now: Double) -> Bool {
    !pieces.isEmpty && piecesBeingRead < LargeAnswers.piecesAtOnce || nextQuestion(isBusy, now) != nil
  }

  /// The place of the question to answer next: the first one of a key that has had less than its share, else the first of
  /// all where there is little else to do.
  private mutating func nextQuestion(_ isBusy: Bool, _ now: Double) -> Int? {
    guard answering == nil, !questions.isEmpty else { return nil }
    var isOpen: [String: Bool] = [:]
    for (place, question) in questions.enumerated() {
      let key = question.key
      if isOpen[key] == nil {
        isOpen[key] = times[key, default: TimeShare(share: 0.05, most: 0.1, owed: 0.2)].isOpen(now: now)
      }
      if isOpen[key] == true { return place }
    }
    return isBusy ? nil : 0
  }

  /// A connection asks for a piece of a task's checkpoint, or of its program's files; false where it already waits for
  /// one of the same.
  mutating func ask(for task: TaskNumber, files: Digest? = nil, of route: [UInt8]) -> Bool {
    asked.insert(Asked(route: route, task: task, files: files)).inserted
  }

  /// A piece that was asked for can be sent.
  mutating func add(_ piece: Piece) { pieces.append(piece) }

  /// Adds a question.
  mutating func add(_ question: Question) { questions.append(question) }

  /// The next piece to read; nil while as many are being read as may be.
  mutating func takePiece() -> Piece? {
    guard piecesBeingRead < LargeAnswers.piecesAtOnce, let piece = pieces.first else { return nil }
    pieces.removeFirst()
    piecesBeingRead += 1
    return piece
  }

  /// A piece that was taken is read.
  ///
  /// - Parameter again: whether it has to be read once more, because the task has another checkpoint by now.
  mutating func pieceRead(_ piece: Piece, again: Bool = false) {
    piecesBeingRead -= 1
    if again {
      pieces.append(piece)
    } else {
      asked.remove(Asked(route: piece.route, task: piece.task, files: piece.files))
    }
  }

  /// The next question to answer; nil while another one is being answered, or none may be.
  ///
  /// - Parameters: as of ``isWaiting(isBusy:now:)``.
  mutating func takeQuestion(isBusy: Bool, now: Double) -> Question? {
    guard let place = nextQuestion(isBusy, now) else { return nil }
    let question = questions.remove(at: place)
    answering = question.key
    return question
  }

  /// The question that was taken last is answered.
  ///
  /// - Parameter seconds: of a processor that the answer took.
  mutating func questionAnswered(seconds: Double) {
    if let key = answering { times[key]?.spend(seconds) }
    answering = nil
  }
}
