internal import Dashboard
internal import Messages
internal import Results

/// A connection as the page and the metrics use it.
extension DocumentSource: AnswerSource {
  func answer<D: Document>(_ question: WireQuery.OneOf_Question, within seconds: Double?) throws -> D {
    guard let document: D = try query(question, timeout: seconds) else {
      throw Problem(ExitStatus.interrupted, "the question was given up")
    }
    return document
  }

  func carryOut(_ command: WireCommand.OneOf_Command) throws -> OutcomeDocument { try self.command(command) }

  /// What was thrown, for pages.
  @Sendable static func failure(_ error: any Error) -> AnswerFailure {
    guard let problem = error as? Problem else {
      return AnswerFailure(error is SelectionError ? .mistaken : .failed, "\(error)")
    }
    let kind: AnswerFailure.Kind =
      switch problem.code {
      case ExitStatus.usage: .mistaken
      case ExitStatus.unreachable: .unreachable
      default: .failed
      }
    return AnswerFailure(kind, problem.message)
  }
}
