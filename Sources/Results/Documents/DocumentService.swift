package import Foundation
internal import Journal
package import Messages
internal import SweepModel
internal import SwiftProtobuf

/// Answers questions from the journal: for a coordinator's clients as JSON, and for commands that read a data
/// directory with no coordinator running as values. Both get the same documents.
package struct DocumentService: Sendable {
  let source: JournalSource
  var reader: JournalReader { source.reader }

  package init(_ source: JournalSource) { self.source = source }

  /// What answers a query, as it travels: the document that it asks for, as JSON, or rows.
  ///
  /// - Throws: as ``answer(_:with:)``.
  package func document(_ query: WireQuery, with live: LiveKnowledge = LiveKnowledge()) throws -> Data {
    guard let question = query.question else {
      throw SelectionError(
        "this coordinator does not know the question; it is an older release than the one that asks, "
          + "or the question is empty")
    }
    if case .rows(let query) = question { return try rows(query).serializedData() }
    return try answer(question, with: live).json()
  }

  /// The document that answers a question.
  ///
  /// - Parameter live: what a coordinator that runs adds to the journal.
  /// - Throws: ``SelectionError`` for a question that cannot be answered, ``JournalError`` otherwise.
  package func answer(
    _ question: WireQuery.OneOf_Question, with live: LiveKnowledge = LiveKnowledge()
  ) throws -> any Document {
    switch question {
    case .status(let query): try status(query.selector)
    case .tasks(let query): try tasks(query)
    case .rows: throw SelectionError("rows are no document")
    case .sweep(let query): try sweep(query.selector)
    case .explain(let query): try explain(query.task, live.explanation)
    case .keys: try KeysDocument(reader.keys())
    case .metrics(let query): try metrics(query)
    case .placements(let query): try placements(query)
    case .artifact(let query): try artifact(query)
    case .artifacts(let query): try artifacts(query)
    case .failures(let query): try failures(query)
    case .columns(let query): try columns(query.selector)
    case .changes(let query): try changes(query, live.changes)
    case .workers: throw SelectionError("only a running coordinator knows which workers are connected")
    case .allocations: throw SelectionError("only a running coordinator knows what its allocators do")
    case .operation: throw SelectionError("no coordinator is running here")
    }
  }
}
