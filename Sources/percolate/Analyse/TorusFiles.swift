internal import Analysis
internal import Foundation
internal import Messages
internal import Platform
internal import Report
internal import Representation

/// The files that `analyse torus --output` writes.
struct TorusFiles {
  /// The page's path.
  let page: String

  /// Writes all of them into a folder, which is made where it is not there.
  ///
  /// - Throws: ``Problem`` where a file cannot be written.
  static func write(
    _ analysis: TorusAnalysis, document: TorusDocument, name: String, to folder: String
  ) throws -> TorusFiles {
    let page = folder + "/torus.html"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      // Foundation's own text is not for people; the system says why once more.
      let reason = mkdir(folder, 0o777) == 0 ? "\(error)" : Errno.text()
      throw Problem(ExitStatus.someFailed, "the folder \(folder) cannot be made: \(reason)")
    }
    do {
      for figure in TorusFigures.all(analysis) {
        try FileReplacement.write(figure.file, to: "\(folder)/\(figure.name).svg")
      }
      let json = String(decoding: try document.json(pretty: true), as: UTF8.self)
      try FileReplacement.write(json + "\n", to: folder + "/torus.json")
      let scores = analysis.components.scores
      let floats = (0..<analysis.grid.rows).flatMap { row in scores.map { Float($0[row]) } }
      try NumpyFile.write(
        rows: analysis.grid.rows, columns: scores.count, floats: floats, to: folder + "/components.npy")
      let labels = (0..<analysis.grid.rows).map { ["\($0 / analysis.grid.y)", "\($0 % analysis.grid.y)"] }
      try FileReplacement.write(
        CSVText.table(header: ["x", "y"], rows: labels), to: folder + "/labels.csv")
      let title = URL(fileURLWithPath: name).lastPathComponent
      try FileReplacement.write(TorusPage.render(analysis, name: title), to: page)
    } catch {
      throw Problem(ExitStatus.someFailed, "the analysis could not be written to \(folder): \(error)")
    }
    return TorusFiles(page: page)
  }
}
