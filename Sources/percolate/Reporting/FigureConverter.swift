internal import Foundation
internal import Platform
internal import Worker

/// Makes PDF and PNG of SVG figures with librsvg's program: its C library would be one more dependency of every
/// worker, for what few ask for and Debian has in one small package.
struct FigureConverter {
  private static let program = "rsvg-convert"
  /// Of PNG, in dots an inch: what journals ask for.
  private static let resolution = "300"

  /// What each figure is converted to.
  let formats: [FigureFormat]
  /// Where the program is.
  private let executable: String

  /// - Returns: nil where SVG, which reports always have, is all that is asked for.
  /// - Throws: ``Problem`` where the program is not installed, before anything is written.
  init?(_ wanted: [FigureFormat]) throws {
    formats = wanted.filter { $0 != .svg }
    guard !formats.isEmpty else { return nil }
    guard let found = BoundedProgram.find(FigureConverter.program) else {
      throw Problem(
        ExitStatus.usage,
        "--figures pdf and png need the program \(FigureConverter.program), which is not on the PATH; on Debian "
          + "`apt-get install librsvg2-bin` has it. Without --figures the report has its figures as SVG")
    }
    executable = found
  }

  /// Writes a figure in another format beside the SVG file.
  ///
  /// - Throws: ``Problem`` where the program fails; the file is then not there.
  func convert(_ svg: String, to path: String, as format: FigureFormat) throws {
    let temporary = path + ".part"
    defer { unlink(temporary) }
    // Sizes of the files are in millimetres, so that a PDF has the size in print and a PNG this resolution of it.
    let arguments = [
      "--format", format.rawValue, "--dpi-x", FigureConverter.resolution, "--dpi-y",
      FigureConverter.resolution,
      "--output", temporary, svg,
    ]
    let child = try ChildProcess(executable, arguments)
    while child.poll() == nil { ChildProcess.waitForAny(milliseconds: 200) }
    guard child.ending == .exited(0) else {
      throw Problem(
        ExitStatus.someFailed,
        "\(FigureConverter.program) could not make \(path) of \(svg): it "
          + (child.ending?.description ?? "did not end"))
    }
    guard rename(temporary, path) == 0 else {
      throw Problem(
        ExitStatus.someFailed, "\(path) could not be written: \(String(cString: strerror(errno)))")
    }
  }
}
