internal import Analysis
internal import Coordinator
internal import Experiments
internal import Messages
internal import Report
internal import Spec
internal import SweepModel
internal import Transport

extension SweepResults {
  /// The figures of pictures that the spec declares, with the pictures there are so far.
  func pictures(from source: DocumentSource) throws -> [PictureFigure] {
    let schema = ExperimentCatalog.builtIn[sweep.experiment]?.schema
    // Figures of one sweep mostly show other artifacts of the same tasks.
    var known: [TaskID: [ExplainDocument.ArtifactRow]] = [:]
    return try sweep.pictures.compactMap { definition in
      guard case .pictures(let pictures) = definition.kind else { return nil }
      var figure = PictureFigure(
        definition, pictures, tasks: tasks, labels: labels,
        order: KeyOrder(sweep).arranged(definition.figure.order),
        colours: schema?.artifacts.first { $0.name == pictures.artifact }?.colours ?? [])
      try figure.fill { task in
        if known[task.id] == nil {
          let explained: ExplainDocument = try source.ask(.explain("\(task.id)"))
          known[task.id] = explained.artifacts
        }
        guard let row = known[task.id]?.first(where: { $0.name == pictures.artifact }) else {
          return .noPicture
        }
        guard row.size <= PictureFigure.pictureLimit else { return .tooLarge(row.size) }
        // One file that is gone or damaged is a hole in the figure; a coordinator that is gone ends the report.
        do {
          return .picture(.init(mediaType: row.mediaType, bytes: Array(try source.artifact(row.digest))))
        } catch let problem as Problem where problem.code == ExitStatus.someFailed {
          return .unreadable
        }
      }
      return figure
    }
  }
}
