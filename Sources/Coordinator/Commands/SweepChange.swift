internal import Messages
internal import SweepModel

/// What a command did to one sweep, told from the sweep before it and after it: a sentence cannot say anything else
/// than what happened.
struct SweepChange: Equatable, Sendable {
  var before: SweepView
  var after: SweepView

  var isChanged: Bool { before != after }

  /// Tasks that were cancelled, or that will run again.
  func tasks(by verb: SweepVerb) -> Int {
    switch verb {
    case .cancel: max(0, after.census.cancelled - before.census.cancelled)
    case .retry: max(0, after.unfinished - before.unfinished)
    case .pause, .resume, .priority, .delete: 0
    }
  }

  /// What became of it.
  func target(of verb: SweepVerb) -> OutcomeDocument.Target {
    .init(
      kind: "sweep", id: "\(after.id)", name: after.name, state: after.condition.rawValue,
      isChanged: isChanged,
      tasks: tasks(by: verb), message: sentence(for: verb))
  }

  /// What became of a sweep that the command did not name, and that has tasks in common with what it did name.
  func sideEffect(of verb: SweepVerb) -> OutcomeDocument.Target {
    var target = target(of: verb)
    target.message = "\(after.label), which has some of the same tasks, is \(after.condition.rawValue) now"
    return target
  }

  private func sentence(for verb: SweepVerb) -> String {
    guard isChanged else { return "\(after.label) \(reasonForNothing(verb)); nothing was changed" }
    let count = tasks(by: verb)
    switch verb {
    case .cancel: return "\(after.label) is \(after.condition.rawValue): \(cancelled(count))"
    case .retry: return retried(count)
    case .pause: return "\(after.label) is \(after.condition.rawValue)\(going)"
    case .resume:
      return
        "\(after.label) is \(after.condition.rawValue) again: \(Plural.of(after.unfinished, "task")) to go"
    case .delete: return "\(after.label) is still there"
    case .priority: return "\(after.label) has priority \(after.priority) now; it was \(before.priority)"
    }
  }

  private func cancelled(_ count: Int) -> String {
    var parts = ["\(Plural.of(count, "task")) \(count == 1 ? "was" : "were") cancelled"]
    if before.mayGrow { parts.append("no more points will be added") }
    if after.unfinished > 0 {
      parts.append(
        "\(Plural.of(after.unfinished, "task")) \(after.unfinished == 1 ? "goes" : "go") on, "
          + "since another sweep plans \(after.unfinished == 1 ? "it" : "them") too")
    }
    return parts.joined(separator: "; ")
  }

  private func retried(_ count: Int) -> String {
    guard count > 0 else {
      return "\(after.label) is \(after.condition.rawValue) again; it has no failed or cancelled tasks"
    }
    let when = after.condition == .paused ? " once it is resumed (`percolate resume \(after.id)`)" : ""
    return "\(Plural.of(count, "task")) of \(after.label) will run again\(when)"
  }

  private var going: String {
    let count = after.census.running
    return count == 0
      ? ""
      : "; \(Plural.of(count, "running task")) \(count == 1 ? "goes" : "go") on to \(count == 1 ? "its" : "their") end"
  }

  private func reasonForNothing(_ verb: SweepVerb) -> String {
    switch (verb, after.condition) {
    case (.priority, _): "has priority \(after.priority) already"
    case (.retry, _): "has no failed or cancelled tasks"
    case (.cancel, .cancelled), (.pause, .paused), (_, .finished): "is \(after.condition.rawValue) already"
    case (.resume, .cancelled):
      "is cancelled, not paused (`percolate retry \(after.id)` runs its cancelled tasks again)"
    case (.resume, _): "is \(after.condition.rawValue), not paused"
    default: "is \(after.condition.rawValue)"
    }
  }
}
