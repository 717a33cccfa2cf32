package import Foundation
internal import Journal
package import Messages
package import SweepModel

/// Answers questions from the journal: for a coordinator's clients as JSON, and for commands that read a data
/// directory with no coordinator running as values. Both get the same documents.
package struct DocumentService: Sendable {
  let source: JournalSource
  var reader: JournalReader { source.reader }

  package init(_ source: JournalSource) { self.source = source }

  /// The document that a query asks for, as JSON.
  ///
  /// - Throws: as ``answer(_:explanation:)``.
  package func document(
    _ query: WireQuery, explanation: (@Sendable (TaskNumber) -> String?)? = nil
  ) throws -> Data {
    try answer(query, explanation: explanation).json()
  }

  /// The document that a query asks for.
  ///
  /// - Throws: ``SelectionError`` for a question that cannot be answered, ``JournalError`` otherwise.
  package func answer(
    _ query: WireQuery, explanation: (@Sendable (TaskNumber) -> String?)? = nil
  ) throws -> any Document {
    switch query.what {
    case "status": try status(query.selector)
    case "tasks": try tasks(query)
    case "sweep": try sweep(query.selector)
    case "explain": try explain(query.selector, explanation)
    case "keys": try KeysDocument(reader.keys())
    case "metrics": try metrics(query)
    case "placements": try placements(query)
    case "artifact": try artifact(query)
    case "artifacts": try artifacts(query)
    case "failures": try failures(query)
    case "columns": try columns(query.selector)
    default: throw SelectionError("there is no question `\(query.what.prefix(100))`")
    }
  }
}
