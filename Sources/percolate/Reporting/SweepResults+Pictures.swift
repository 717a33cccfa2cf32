internal import Analysis
internal import Experiments
internal import Report
internal import Results
internal import Spec
internal import SweepModel

extension SweepResults {
  /// The contact sheets that the spec declares, with the pictures there are so far.
  func sheets(from source: DocumentSource) throws -> [ContactSheet] {
    let schema = ExperimentCatalog.builtIn[sweep.experiment]?.schema
    func unit(_ name: String?) -> String { name.flatMap { schema?[$0]?.unit } ?? "" }
    var sheets = sweep.sheets.map { definition in
      ContactSheet(
        definition, tasks: tasks,
        units: .init(x: unit(definition.x), y: unit(definition.y), panel: unit(definition.panel)),
        order: KeyOrder(sweep).arranged(definition.figure.order),
        colours: schema?.artifacts.first { $0.name == definition.artifact }?.colours ?? [])
    }
    let files = try artifacts(of: sheets, from: source)
    for index in sheets.indices {
      let name = sheets[index].definition.artifact
      try sheets[index].fill { task in
        guard let row = files[task.ordinal]?.first(where: { $0.name == name }) else { return .noPicture }
        guard row.size <= ContactSheet.pictureLimit else { return .tooLarge(row.size) }
        // One file that is gone or damaged is a hole in the sheet; a coordinator that is gone ends the report.
        do {
          return .picture(.init(mediaType: row.mediaType, bytes: try source.content(of: row.digest)))
        } catch let error as Problem where error.code == ExitStatus.someFailed {
          return .unreadable
        } catch is ResultError {
          return .unreadable
        }
      }
    }
    return sheets
  }

  /// The files that the sheets show, by the ordinal of their task: a few hundred of however many there are.
  private func artifacts(
    of sheets: [ContactSheet], from source: DocumentSource
  ) throws -> [Int: [TaskArtifact]] {
    let names = Set(sheets.map(\.definition.artifact))
    let shown = Set(
      sheets.flatMap { $0.panels.flatMap { $0.tasks.flatMap { $0.compactMap { $0?.ordinal } } } })
    guard !shown.isEmpty else { return [:] }
    var files: [Int: [TaskArtifact]] = [:]
    try source.forEachArtifact(of: details) { row in
      if shown.contains(row.ordinal), names.contains(row.name) { files[row.ordinal, default: []].append(row) }
    }
    return files
  }
}
