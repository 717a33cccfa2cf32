import Analysis
import Coordinator
import Experiments
import Report
import SweepModel
import Transport

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
        order: CategoryOrder(sweep))
      try sheet.fill { task in
        if known[task.id] == nil {
          let explained: ExplainDocument = try source.ask(WireQuery("explain", "\(task.id)"))
          known[task.id] = explained.artifacts
        }
        guard let row = known[task.id]?.first(where: { $0.name == definition.artifact }) else {
          return .noPicture
        }
        guard row.size <= ContactSheet.pictureLimit else { return .tooLarge(row.size) }
        let file: ArtifactDocument = try source.ask(WireQuery("artifact", row.digest))
        return .picture(.init(mediaType: row.mediaType, bytes: Array(file.content)))
      }
      return sheet
    }
  }
}
