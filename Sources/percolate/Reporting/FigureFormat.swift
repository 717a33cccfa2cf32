internal import ArgumentParser

/// What the figures of a report are written as, besides SVG.
enum FigureFormat: String, CaseIterable, ExpressibleByArgument {
  case svg, pdf, png

  /// Reads `pdf,png`; each once, in the order of the cases.
  ///
  /// - Throws: `ValidationError` for other words.
  static func list(_ text: String) throws -> [FigureFormat] {
    let chosen = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let word = part.filter { $0 != " " }
      guard let format = FigureFormat(rawValue: word.lowercased()) else {
        throw ValidationError("--figures takes svg, pdf and png, separated by commas; found `\(word)`")
      }
      return format
    }
    return allCases.filter(chosen.contains)
  }
}
