internal import Experiments
internal import Journal
internal import Results
internal import SweepModel

/// The results behind the connection, with every error as what the command ends with.
extension DocumentSource: ResultSource {
  /// Who tells what changes; nil where a journal at rest is read. The tasks themselves are read where ``rows`` are.
  var changes: (any ChangeSource)? {
    guard journal == nil else { return nil }
    if let beside { return JournalChanges(coordinator, in: beside) }
    return coordinator
  }

  private var coordinator: RemoteSource {
    RemoteSource(
      catalog: .builtIn, ask: { [unowned self] in try data($0) },
      askAhead: { [unowned self] in try sendAhead($0) })
  }

  private var results: any ResultSource { if let journal { journal } else { coordinator } }

  /// Reads, and says of what goes wrong how the command ends.
  static func reading<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let problem as Problem {
      throw problem
    } catch let stop as Exit {
      throw stop
    } catch let error as SelectionError {
      throw Problem(ExitStatus.usage, "\(error)")
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
  }

  func sweep(_ selector: String) throws -> SweepDetails {
    try DocumentSource.reading { try results.sweep(selector) }
  }

  func tasks(
    of sweep: SweepDetails, in statuses: Set<TaskStatus>?, from ordinal: Int, limit: Int
  ) throws -> Page<TaskRecord> {
    try DocumentSource.reading { try results.tasks(of: sweep, in: statuses, from: ordinal, limit: limit) }
  }

  func metrics(of sweep: SweepDetails, named name: String?, from ordinal: Int) throws -> Page<MetricSeries> {
    try DocumentSource.reading { try results.metrics(of: sweep, named: name, from: ordinal) }
  }

  func artifacts(of sweep: SweepDetails, from ordinal: Int) throws -> Page<TaskArtifact> {
    try DocumentSource.reading { try results.artifacts(of: sweep, from: ordinal) }
  }

  func piece(of artifact: Digest, from offset: Int) throws -> ArtifactPiece {
    try DocumentSource.reading { try results.piece(of: artifact, from: offset) }
  }

  func placements(of sweep: SweepDetails, from index: Int) throws -> Page<PlacementRun> {
    try DocumentSource.reading { try results.placements(of: sweep, from: index) }
  }

  func failures(of sweep: SweepDetails, from ordinal: Int, limit: Int) throws -> Page<FailedTask> {
    try DocumentSource.reading { try results.failures(of: sweep, from: ordinal, limit: limit) }
  }

  func workers(of sweep: SweepDetails) throws -> [WorkerContribution] {
    try DocumentSource.reading { try results.workers(of: sweep) }
  }

  func columns(of sweep: SweepDetails) throws -> ColumnNames {
    try DocumentSource.reading { try results.columns(of: sweep) }
  }
}
