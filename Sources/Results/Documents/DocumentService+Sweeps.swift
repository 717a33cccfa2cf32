internal import Journal
internal import Messages
internal import SweepModel

extension DocumentService {
  /// The status without a coordinator: what the journal says.
  func status(_ selector: String) throws -> StatusDocument {
    let sweeps = try reader.sweeps()
    let chosen =
      try selector.isEmpty
      ? sweeps.map(\.number)
      : SweepSelection.select(selector, from: sweeps.map { ($0.number, $0.header.id, $0.header.name) })
    let rows = try sweeps.filter { chosen.contains($0.number) }.map { sweep in
      let census = try reader.census(of: sweep.number)
      let refinement = try source.refinement(of: sweep)
      let isFinished = SweepCondition.isFinished(census, refinement)
      return StatusDocument.SweepStatus(
        id: "\(sweep.header.id)", name: sweep.header.name, experiment: sweep.header.experiment,
        state: SweepCondition(sweep.state, isFinished: isFinished).rawValue,
        priority: sweep.header.priority, planned: census.planned, census: census,
        submittedAt: sweep.header.submittedAt, commit: sweep.header.commit?.description,
        refinement: refinement)
    }
    return StatusDocument(
      sweeps: rows, workers: 0, slots: 0, stateVersion: 0, isAtRest: true, duplicateResults: 0, lateResults: 0
    )
  }

  func sweep(_ selector: String) throws -> SweepDocument {
    let details = try source.sweep(selector)
    return SweepDocument(details, workers: try source.workers(of: details))
  }
}
