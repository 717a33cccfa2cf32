internal import Foundation
internal import Platform

/// Where the files of a report go, so that no report overwrites that of another sweep or variant:
///
///     reports/NAME-ID12/report.html, CURVE.svg, curves.csv, tasks.csv, crossings.csv
///     reports/NAME.html              a link to the page that was written last
///
/// A sweep's id says what it is made of, a profile's and a `--set`'s changes included.
struct ReportPaths {
  /// What all of them are in.
  let root: String
  /// This sweep's own.
  let directory: String
  private let name: String
  private let folder: String
  private var taken: Set<String> = []

  /// - Parameters:
  ///   - name: the sweep's name, which has letters, digits, `-`, `_` and `.` only.
  ///   - id: its id, of which the first twelve digits are shown.
  init(root: String, name: String, id: String) {
    self.root = root
    self.name = FileName.safe(name)
    folder = "\(self.name)-\(id.prefix(12))"
    directory = root + "/" + folder
  }

  /// A path in the sweep's directory that no other file of the report has.
  ///
  /// - Parameter stem: any text, such as the name that a spec gives a curve.
  mutating func path(_ stem: String, _ ending: String) -> String {
    directory + "/" + FileName.unique(stem, ending, in: &taken)
  }

  /// Makes `NAME.html` lead to a page of the sweep's directory, in one step: a reader finds the old page or the new.
  ///
  /// - Throws: where the link cannot be made, as on file systems without links; the page is then copied there.
  func link(to page: String) throws {
    let target = folder + "/" + URL(fileURLWithPath: page).lastPathComponent
    let link = root + "/\(name).html"
    let temporary = root + "/.\(name).html-\(getpid())"
    unlink(temporary)
    if symlink(target, temporary) == 0 {
      if rename(temporary, link) == 0 { return }
      unlink(temporary)
    }
    let copy = try DurableFile.read(page) ?? []
    try FileReplacement.write(to: link) { try $0.append(copy) }
  }
}
