internal import Analysis
internal import Coordinator
internal import Experiments
internal import Messages
internal import Report
internal import Spec
internal import SweepModel
internal import Transport

extension SweepResults {
  /// The contact sheets that the spec declares, with the pictures there are so far.
  func sheets(from source: DocumentSource) throws -> [ContactSheet] {
    let schema = ExperimentCatalog.builtIn[sweep.experiment]?.schema
    func unit(_ name: String?) -> String { name.flatMap { schema?[$0]?.unit } ?? "" }
    // Sheets of one sweep mostly show other artifacts of the same tasks.
    var known: [TaskID: [ExplainDocument.ArtifactRow]] = [:]
    return try sweep.sheets.map { definition in
      var sheet = ContactSheet(
        definition, tasks: tasks,
        units: .init(x: unit(definition.x), y: unit(definition.y), panel: unit(definition.panel)),
        order: KeyOrder(sweep).arranged(definition.figure.order),
        colours: schema?.artifacts.first { $0.name == definition.artifact }?.colours ?? [])
      try sheet.fill { task in
        if known[task.id] == nil {
          let explained: ExplainDocument = try source.ask(.explain("\(task.id)"))
          known[task.id] = explained.artifacts
        }
        guard let row = known[task.id]?.first(where: { $0.name == definition.artifact }) else {
          return .noPicture
        }
        guard row.size <= ContactSheet.pictureLimit else { return .tooLarge(row.size) }
        // One file that is gone or damaged is a hole in the sheet; a coordinator that is gone ends the report.
        do {
          return .picture(.init(mediaType: row.mediaType, bytes: Array(try source.artifact(row.digest))))
        } catch let problem as Problem where problem.code == ExitStatus.someFailed {
          return .unreadable
        }
      }
      return sheet
    }
  }
}
