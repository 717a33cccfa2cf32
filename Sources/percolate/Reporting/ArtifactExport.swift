internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import Spec
internal import SweepModel
internal import Transport

/// Copies the files that a sweep's tasks left behind into a directory, with a table of what they belong to.
struct ArtifactExport {
  let results: SweepResults
  let source: DocumentSource

  /// - Parameters:
  ///   - directory: where the files go; it is made where it is missing. Nil for the table alone.
  ///   - each: takes the table line by line, as CSV: task, replicate, the sweep's axes, name, media type, bytes,
  ///     and the file's name in the directory.
  func run(into directory: String?, _ each: (String) -> Void) throws {
    let axes = results.sweep.axes.map(\.name)
    each(CSVText.line(["task", "replicate"] + axes + ["name", "media-type", "bytes", "file"]))
    if let directory {
      try saving(directory) {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      }
    }
    var taken: Set<String> = []
    for task in results.tasks where task.status == .done {
      let explained: ExplainDocument = try source.ask(.explain("\(task.id)"))
      for artifact in explained.artifacts {
        let file = ArtifactExport.fileName(of: artifact, task: "\(task.id)", in: &taken)
        if let directory {
          let content = try source.artifact(artifact.digest)
          let path = "\(directory)/\(file)"
          try saving(path) { try content.write(to: URL(fileURLWithPath: path), options: .atomic) }
        }
        let values = axes.map { task.parameters[$0]?.description ?? "" }
        each(
          CSVText.line(
            [String("\(task.id)".prefix(12)), "\(task.replicate)"] + values
              + [artifact.name, artifact.mediaType, "\(artifact.size)", directory == nil ? "" : file]))
      }
    }
  }

  /// `79de03aa91bc-samples.png`. Names come from workers, see ``FileName``; no two files get the same.
  static func fileName(
    of artifact: ExplainDocument.ArtifactRow, task: String, in taken: inout Set<String>
  ) -> String {
    let ending =
      switch artifact.mediaType {
      case "image/png": ".png"
      case "image/svg+xml": ".svg"
      case "text/csv": ".csv"
      case "application/json": ".json"
      default: ".bin"
      }
    return FileName.unique("\(task.prefix(12))-\(artifact.name)", ending, in: &taken)
  }

  private func saving(_ path: String, _ body: () throws -> Void) throws {
    do { try body() } catch {
      throw Problem(ExitStatus.someFailed, "\(path) could not be written: \(error.localizedDescription)")
    }
  }
}
