internal import SweepModel

/// A request that names something that is not there, or not one thing.
package struct SelectionError: Error, CustomStringConvertible {
  /// A sentence: what was asked for, what there is.
  package private(set) var description: String
  /// Whether nothing at all has that name.
  package private(set) var isUnknown = false

  package init(_ description: String) { self.description = description }

  /// Names told in a sentence; there may be thousands.
  private static let told = 8

  /// Nothing has that name.
  ///
  /// - Parameters:
  ///   - noun: what was looked for, in the singular.
  ///   - known: what there is, oldest first: the name that a misspelt one is compared with, and how it is shown.
  package static func unknown(
    _ noun: String, _ name: String, known: [(name: String, shown: String)]
  ) -> SelectionError {
    let near = NearestName.of(name, among: known.map(\.name)).map { "; did you mean `\($0)`?" }
    var error = SelectionError("there is no \(noun) `\(name.prefix(100))`")
    error.isUnknown = true
    if known.isEmpty {
      error.description += "; there is none yet"
    } else if let near {
      error.description += near
    } else {
      let more = known.count > told ? "\(known.count - told) older ones and " : ""
      error.description += "; there \(known.count == 1 ? "is" : "are") \(more)"
      error.description += known.suffix(told).map(\.shown).joined(separator: ", ")
    }
    return error
  }

  /// The same of something that could have been a task too.
  package var orTask: SelectionError {
    var error = self
    error.description = description.replacing("there is no sweep `", with: "there is no sweep or task `")
    return error
  }
}
