internal import Analysis
internal import Report
internal import Results
internal import Spec
internal import SweepModel

extension SweepResults {
  /// The figures of pictures that the spec declares, with the pictures there are so far.
  func pictures(from source: any ResultSource) throws -> [PictureFigure] {
    var figures: [PictureFigure] = sweep.pictures.compactMap { definition in
      guard case .pictures(let pictures) = definition.kind else { return nil }
      return PictureFigure(
        definition, pictures, tasks: tasks, labels: labels,
        order: KeyOrder(sweep).arranged(definition.figure.order),
        colours: schema?.artifacts.first { $0.name == pictures.artifact }?.colours ?? [])
    }
    let files = try artifacts(of: figures, from: source)
    var drawings = MatrixDrawings()
    for index in figures.indices {
      let (name, drawing) = (figures[index].pictures.artifact, figures[index].pictures.drawing)
      try figures[index].fill { task in
        guard let row = files[task.ordinal]?.first(where: { $0.name == name }) else { return .noPicture }
        let limit = drawing == nil ? PictureFigure.pictureLimit : MatrixDrawings.fileLimit
        guard row.size <= limit else { return .tooLarge(row.size) }
        // One file that is gone or damaged is a hole in the figure; a coordinator that is gone ends the report.
        do {
          if let drawing {
            return try drawings.cell(drawing, of: row.digest) { try source.content(of: row.digest) }
          }
          return .picture(.init(mediaType: row.mediaType, bytes: try source.content(of: row.digest)))
        } catch let error as Problem where error.code == ExitStatus.someFailed {
          return .unreadable
        } catch is ResultError {
          return .unreadable
        }
      }
    }
    return figures
  }

  /// The files that the figures show, by the ordinal of their task: a few hundred of however many there are.
  private func artifacts(
    of figures: [PictureFigure], from source: any ResultSource
  ) throws -> [Int: [TaskArtifact]] {
    let names = Set(figures.map(\.pictures.artifact))
    let shown = Set(
      figures.flatMap { $0.panels.flatMap { $0.tasks.flatMap { $0.compactMap { $0?.ordinal } } } })
    guard !shown.isEmpty else { return [:] }
    var files: [Int: [TaskArtifact]] = [:]
    try source.forEachArtifact(of: details) { row in
      if shown.contains(row.ordinal), names.contains(row.name) { files[row.ordinal, default: []].append(row) }
    }
    return files
  }
}
