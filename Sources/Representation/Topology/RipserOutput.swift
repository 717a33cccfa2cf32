internal import Foundation

/// Reads what ripser prints.
enum RipserOutput {
  /// More than any set of points that ripser can handle has.
  private static let mostBars = 1_000_000

  /// - Returns: the bars of dimensions 0, 1 and 2; in dimension 0 without the one that does not end.
  /// - Throws: ``RepresentationError`` where a line is not as ripser 1 writes it, or one is missing.
  static func bars(_ output: [UInt8]) throws(RepresentationError) -> [[PersistenceBar]] {
    var found: [[PersistenceBar]] = []
    var endless = 0
    var total = 0
    for line in output.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("persistence intervals in dim ") {
        guard text == "persistence intervals in dim \(found.count):", found.count < 3 else {
          throw unexpected(text)
        }
        found.append([])
        continue
      }
      guard text.hasPrefix("[") else {
        // What it says of its input comes first.
        guard found.isEmpty else { throw unexpected(text) }
        continue
      }
      guard let dimension = found.indices.last, text.hasSuffix(")") else { throw unexpected(text) }
      let ends = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      guard ends.count == 2, let birth = Double(ends[0]), birth.isFinite, birth >= 0 else {
        throw unexpected(text)
      }
      total += 1
      guard total <= mostBars else { throw RepresentationError("ripser printed more than \(mostBars) bars") }
      if ends[1].allSatisfy({ $0 == " " }) {
        // Up to the enclosing radius all other holes are filled.
        guard dimension == 0 else { throw unexpected(text) }
        endless += 1
        continue
      }
      guard let death = Double(ends[1]), death.isFinite, death >= birth else { throw unexpected(text) }
      found[dimension].append(PersistenceBar(birth: birth, death: death))
    }
    guard found.count == 3, endless >= 1 else {
      throw RepresentationError(
        "ripser ended before it had printed the bars of dimensions 0, 1 and 2; is it Debian's package ripser, version 1.2?"
      )
    }
    return found
  }

  private static func unexpected(_ line: String) -> RepresentationError {
    RepresentationError(
      "ripser printed a line that it does not print otherwise: `\(line.prefix(80))`; is it Debian's package ripser, "
        + "version 1.2?")
  }
}
