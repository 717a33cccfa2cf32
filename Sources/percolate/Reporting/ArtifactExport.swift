internal import Foundation
internal import Platform
internal import Results
internal import SweepModel

/// Copies the files that a sweep's tasks left behind into a directory, with a table of what they belong to.
struct ArtifactExport {
  let sweep: SweepDetails
  /// Parameters that have a column each.
  let axes: [String]
  let source: DocumentSource

  /// - Parameters:
  ///   - directory: where the files go; it is made where it is missing. Nil for the table alone.
  ///   - each: takes the table line by line, as CSV: task, replicate, the sweep's axes, name, media type, bytes,
  ///     and the file's name in the directory.
  func run(into directory: String?, _ each: @escaping (String) -> Void) throws {
    if let directory {
      try saving(directory) {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      }
    }
    var taken: Set<String> = []
    try SweepTables(sweep, in: source).artifactsCSV(axes: axes) { task, artifact in
      guard let directory else { return "" }
      let file = ArtifactExport.fileName(of: artifact, task: "\(task.id)", in: &taken)
      let path = "\(directory)/\(file)"
      // Piece by piece: a file may be larger than the memory.
      try saving(path) {
        try FileReplacement.write(to: path) { file in
          try source.copy(artifact.digest) { try file.append($0) }
        }
      }
      return file
    } to: {
      each($0)
    }
  }

  /// `79de03aa91bc-samples.png`. Names come from workers, see ``FileName``; no two files get the same.
  static func fileName(
    of artifact: TaskArtifact, task: String, in taken: inout Set<String>
  ) -> String {
    let ending =
      switch artifact.mediaType {
      case "image/png": ".png"
      case "image/svg+xml": ".svg"
      case "text/csv": ".csv"
      case "application/json": ".json"
      case "application/x-npy": ".npy"
      default: ".bin"
      }
    return FileName.unique("\(task.prefix(12))-\(artifact.name)", ending, in: &taken)
  }

  private func saving(_ path: String, _ body: () throws -> Void) throws {
    do { try body() } catch let problem as Problem {
      throw problem
    } catch let error as ResultError {
      throw Problem(ExitStatus.someFailed, "\(error)")
    } catch let error as SystemError {
      throw Problem(ExitStatus.someFailed, "\(path) could not be written: \(Errno.text(error.code))")
    } catch {
      throw Problem(ExitStatus.someFailed, "\(path) could not be written: \(error.localizedDescription)")
    }
  }
}
