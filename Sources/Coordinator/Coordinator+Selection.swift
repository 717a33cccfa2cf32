internal import Journal
internal import Results
internal import SweepModel

extension Coordinator {
  /// The sweeps that a selector means.
  ///
  /// - Throws: ``SelectionError`` where it means none.
  func selectSweeps(_ selector: String) throws(SelectionError) -> [SweepNumber] {
    try SweepSelection.select(
      selector, from: sweeps.values.map { ($0.number, $0.id, $0.header.name) })
  }

  /// What the words of a command name, each thing once.
  ///
  /// - Throws: ``SelectionError`` for the first word that names nothing, several things, or something that the verb
  ///   cannot be done to.
  func targets(
    of selectors: [String], for verb: SweepVerb
  ) throws(SelectionError) -> [CommandTarget] {
    guard !selectors.isEmpty else { throw SelectionError("\(verb.rawValue) what? Name at least one sweep") }
    var targets: [CommandTarget] = []
    var known: Set<CommandTarget> = []
    for selector in selectors {
      for target in try self.targets(of: selector, for: verb) where known.insert(target).inserted {
        targets.append(target)
      }
    }
    return targets
  }

  private func targets(of selector: String, for verb: SweepVerb) throws(SelectionError) -> [CommandTarget] {
    let unknown: SelectionError
    do throws(SelectionError) {
      return try selectSweeps(selector).map { .sweep($0) }
    } catch {
      guard error.isUnknown else { throw error }
      unknown = error
    }
    guard let task = try selectTask(selector) else {
      throw verb.takesTasks ? unknown.orTask : unknown
    }
    guard verb.takesTasks else {
      throw SelectionError("\(verb.rawValue) takes sweeps, and `\(selector.prefix(100))` is a task")
    }
    return [.task(task)]
  }

  /// The task that an id or the beginning of one means; nil where there is none.
  ///
  /// - Throws: ``SelectionError`` where it means several.
  private func selectTask(_ selector: String) throws(SelectionError) -> TaskNumber? {
    let found: [StoredTask]
    do throws(JournalError) {
      found = try reader.tasks(matching: selector, limit: 2)
    } catch {
      throw SelectionError("\(error)")
    }
    guard found.count < 2 else {
      throw SelectionError("several tasks begin with `\(selector)`: give more digits of the id")
    }
    return found.first?.number
  }
}
