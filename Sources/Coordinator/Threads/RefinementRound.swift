internal import Analysis
internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel

/// Plans what a sweep that grows needs once its tasks have ended, and writes it to the journal.
///
/// Runs on the submission thread. It knows nothing but the journal, so that a coordinator that was killed at any
/// moment plans the same again; the journal takes each round once.
struct RefinementRound: Sendable {
  enum Outcome: Sendable {
    /// Nothing is left to add.
    case settled(RefinementStatus)
    case added(
      RefinementStatus, planned: [Scheduler.PlannedTask], ids: [(id: TaskID, number: TaskNumber)])
    /// A task runs again, or the sweep was cancelled; its end will ask again.
    case overtaken
    /// The disk is full, or another program holds the journal: to be tried again.
    case postponed(String)
    /// The journal cannot be read or written.
    case broken(String)
  }

  var number: SweepNumber
  var sweep: Sweep
  var reader: JournalReader

  /// Writes a round to the journal.
  typealias Extension = (_ rows: [PlannedTaskRow], _ runs: [PlacementRun]) throws -> [AppendedTask]

  /// Plans behind everything that the coordinator has handed over to the journal's thread so far.
  func run(_ journal: JournalThread) -> Outcome {
    let number = number
    return outcome(after: { try journal.perform { _ in } }) { rows, runs in
      try journal.perform { try $0.extend(number, with: rows, runs: runs) }
    }
  }

  /// Plans from what is in the journal, once `settle` has returned.
  func outcome(after settle: () throws -> Void = {}, extend: Extension) -> Outcome {
    do {
      try settle()
      return try plan(extend)
    } catch let error as JournalError {
      switch error {
      case .diskFull, .busy, .tooManyFiles: return .postponed("\(error)")
      case .rejected: return .overtaken
      default: return .broken("\(error)")
      }
    } catch is JournalThread.Stopped {
      return .overtaken
    } catch {
      return .broken("\(error)")
    }
  }

  private func plan(_ extend: Extension) throws -> Outcome {
    let tasks = try reader.records(of: number)
    guard let state = SweepGrowth(sweep, tasks: tasks), let placer = TaskPlacer(sweep), !state.isWaiting
    else { return .overtaken }
    let last = try reader.placements(of: number).last?.round ?? 0
    guard !state.additions.isEmpty else {
      return .settled(RefinementStatus(state, of: sweep, round: last, isSettled: true))
    }
    var rows: [PlannedTaskRow] = []
    var reasons: [String] = []
    for place in state.placements {
      guard
        let task = placer.task(
          series: place.series, index: place.index, replicate: place.replicate,
          ordinal: tasks.count + rows.count)
      else { continue }
      rows.append(
        PlannedTaskRow(
          ordinal: task.ordinal, replicate: place.replicate, id: task.id, definition: task.definitionJSON))
      reasons.append(place.reason)
    }
    let answers = try extend(rows, PlacementRun.runs(of: reasons, from: tasks.count, round: last + 1))
    return .added(
      RefinementStatus(state, of: sweep, round: last + 1, isSettled: false),
      planned: answers.map {
        .init(task: $0.number, status: $0.status, attempts: $0.attempts, breaks: $0.breaks)
      },
      ids: zip(rows, answers).map { ($0.id, $1.number) })
  }
}
