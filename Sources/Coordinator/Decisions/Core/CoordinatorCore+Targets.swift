internal import Journal
internal import Results
internal import Spec
internal import SweepModel

extension CoordinatorCore {
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
    of selectors: [String], for verb: SweepVerb, _ findings: CommandFindings
  ) throws(SelectionError) -> [CommandTarget] {
    guard !selectors.isEmpty else { throw SelectionError("\(verb.rawValue) what? Name at least one sweep") }
    var targets: [CommandTarget] = []
    var known: Set<CommandTarget> = []
    for selector in selectors {
      for target in try self.targets(of: selector, for: verb, findings) where known.insert(target).inserted {
        targets.append(target)
      }
    }
    return targets
  }

  private func targets(
    of selector: String, for verb: SweepVerb, _ findings: CommandFindings
  ) throws(SelectionError) -> [CommandTarget] {
    if maySelectSweeps(selector) || findings.tasks(matching: selector).isEmpty {
      do throws(SelectionError) {
        return try selectSweeps(selector).map { .sweep($0) }
      } catch {
        guard error.isUnknown, !findings.tasks(matching: selector).isEmpty else {
          throw error.isUnknown && verb.takesTasks ? error.orTask : error
        }
      }
    }
    guard let task = try selectTask(selector, findings) else {
      throw SelectionError("there is no task `\(selector.prefix(100))`")
    }
    guard verb.takesTasks else {
      throw SelectionError("\(verb.rawValue) takes sweeps, and `\(selector.prefix(100))` is a task")
    }
    return [.task(task)]
  }

  /// The task that an id or the beginning of one means; nil where there is none.
  ///
  /// - Throws: ``SelectionError`` where it means several.
  private func selectTask(
    _ selector: String, _ findings: CommandFindings
  ) throws(SelectionError) -> TaskNumber? {
    let found = findings.tasks(matching: selector)
    guard found.count < 2 else {
      throw SelectionError("several tasks begin with `\(selector)`: give more digits of the id")
    }
    return found.first
  }

  /// Words that mean no sweep may be ids of tasks, which only the journal can say.
  func needs(of verb: SweepVerb, _ selectors: [String]) -> CommandNeeds {
    var others: Set<String> = []
    for word in selectors where !maySelectSweeps(word) && !word.isEmpty && word.allSatisfy(\.isHexDigit) {
      others.insert(word)
    }
    return others.isEmpty ? .nothing : .tasks(others.sorted())
  }

  /// False for a word that means no sweep for sure. Much quicker than ``selectSweeps(_:)``, which compares a word that
  /// means nothing with every name there is: a command may name thousands of tasks.
  private func maySelectSweeps(_ word: String) -> Bool {
    do throws(Selector.Failure) {
      switch try Selector.parse(word) {
      case .all, .last: return true
      case .numbers(let ranges):
        if sweeps.keys.contains(where: { number in ranges.contains { $0.contains(number.value) } }) {
          return true
        }
      case .named: break
      }
    } catch { return true }
    let hex = word.utf8.count <= 64 ? word : nil
    return sweeps.values.contains { sweep in
      sweep.header.name == word || hex.map { sweep.hex.hasPrefix($0) } ?? false
    }
  }
}
