package import Messages
package import Results

/// One connection to where answers come from: a coordinator, or a data directory at rest.
///
/// Calls block, and one thread at a time uses it.
package protocol AnswerSource: AnyObject, ResultSource {
  /// The document that answers a question.
  ///
  /// - Parameter seconds: for how long a coordinator that does not answer is asked again; nil for the user's choice.
  func answer<D: Document>(_ question: WireQuery.OneOf_Question, within seconds: Double?) throws -> D
  /// Has the coordinator carry out a command.
  func carryOut(_ command: WireCommand.OneOf_Command) throws -> OutcomeDocument
  /// Where all of a sweep is best read: the journal itself where it lies on this machine.
  var rows: any ResultSource { get }
  /// What follows changes; nil at rest.
  var changes: (any ChangeSource)? { get }
  /// Whether it reads a directory at rest that a coordinator works on by now.
  var isOutdated: Bool { get }
}

/// Why there is no answer.
package struct AnswerFailure: Error, CustomStringConvertible, Sendable, Equatable {
  package enum Kind: Sendable {
    /// The question names something that is not there, or makes no sense.
    case mistaken
    /// The coordinator does not answer, or does not take the key.
    case unreachable
    case failed
  }

  package var kind: Kind
  /// A sentence without its full stop.
  package var message: String
  package var description: String { message }

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
