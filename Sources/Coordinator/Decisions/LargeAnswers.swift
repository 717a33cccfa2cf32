internal import Messages
internal import SweepModel
internal import Transport

/// Answers that may be large, and wait until those before them have been read: pieces of checkpoints, and
/// what the journal is asked for.
///
/// What is asked for is small and bounded; so are the answers that are on their way.
struct LargeAnswers {
  /// A piece of a task's checkpoint, for the connection that holds the task.
  struct Piece: Equatable {
    var task: TaskNumber
    var attempt: UInt32
    var offset: Int
    var route: [UInt8]
  }

  /// A question for the thread that reads the journal.
  struct Question {
    var query: WireQuery
    var id: UInt64
    var route: [UInt8]
  }

  private struct Asked: Hashable {
    var route: [UInt8]
    var task: TaskNumber
  }

  private var asked: Set<Asked> = []
  private var pieces: [Piece] = []
  private var questions: [Question] = []
  private var isAnswering = false

  /// True where something could be sent if there is room.
  var isWaiting: Bool { !pieces.isEmpty || (!questions.isEmpty && !isAnswering) }

  /// A connection asks for a piece; false where it already waits for one of the same task.
  mutating func ask(for task: TaskNumber, of route: [UInt8]) -> Bool {
    asked.insert(Asked(route: route, task: task)).inserted
  }

  /// A piece that was asked for can be sent.
  mutating func add(_ piece: Piece) { pieces.append(piece) }

  /// Adds a question.
  mutating func add(_ question: Question) { questions.append(question) }

  /// The next piece to send.
  mutating func takePiece() -> Piece? {
    guard let piece = pieces.first else { return nil }
    pieces.removeFirst()
    asked.remove(Asked(route: piece.route, task: piece.task))
    return piece
  }

  /// The next question to answer; nil while another one is being answered.
  mutating func takeQuestion() -> Question? {
    guard !isAnswering, let question = questions.first else { return nil }
    questions.removeFirst()
    isAnswering = true
    return question
  }

  /// The question that was taken last is answered.
  mutating func questionAnswered() { isAnswering = false }
}
