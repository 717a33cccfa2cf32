internal import Foundation
internal import Programs
internal import Results
internal import SweepModel

/// Gives back what a sweep's program was submitted with.
struct ProgramExport {
  let sweep: SweepDetails
  let source: DocumentSource

  /// Prints the declaration, or writes the program's files into a directory.
  ///
  /// - Parameter directory: missing or empty; nil for the declaration.
  /// - Throws: ``Problem``.
  func run(into directory: String?) throws {
    guard let program = source.program(of: sweep) else {
      throw Problem(
        ExitStatus.usage,
        "sweep \(sweep.name) runs the experiment \(sweep.experiment) of percolate, and no program")
    }
    guard let directory else { return Output.line(program.source) }
    guard let bundle = program.bundle else {
      throw Problem(
        ExitStatus.usage,
        "the program \(program.schema.name) of sweep \(sweep.name) was submitted without `files`; leave out --output for its "
          + "declaration")
    }
    do {
      let manager = FileManager.default
      try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
      guard try manager.contentsOfDirectory(atPath: directory).isEmpty else {
        throw Problem(ExitStatus.usage, "\(directory) is not empty; name another directory, or empty it")
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(ExitStatus.someFailed, "\(directory) cannot be written to: \(error.localizedDescription)")
    }
    let bytes = try source.files(bundle)
    do throws(FileProblem) {
      try FileBundle.unpack(bytes, into: directory)
      for path in try FileBundle.paths(in: bytes) { Output.line(PlainText.line(path)) }
    } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
  }
}
