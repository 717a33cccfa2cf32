internal import Analysis
internal import ArgumentParser
internal import Coordinator
internal import Experiments
internal import Foundation
internal import Journal
internal import Results
internal import Scheduling
internal import Spec
internal import SweepModel

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a spec would run: tasks, those already finished, and a cost estimate.")

  @Argument(help: ArgumentHelp("The sweep's YAML file.", valueName: "spec")) var spec: String
  @OptionGroup var variant: SpecOptions
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir"))
  var data: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    var file = try SpecFile(spec, variant)
    let sweep = try file.parse()
    let document = try PlanDocument(sweep, history: PlanHistory(DataPath.resolve(data), sweep: sweep))
    if output.json { return try Output.json(document) }
    Output.line("\(document.name) (\(document.sweep)), experiment \(document.experiment)")
    for axis in sweep.axes {
      let values = axis.values
      let shown =
        values.count > 12
        ? values.prefix(6).map(\.description) + ["..."] + values.suffix(3).map(\.description)
        : values.map(\.description)
      let line = PlainText.line(shown.joined(separator: ", "))
      Output.line("  \(axis.name): \(line) (\(values.count))")
    }
    if let seeds = sweep.seeds {
      Output.line(
        "  seeds: \(seeds.prefix(12).map(String.init).joined(separator: ", "))\(seeds.count > 12 ? ", ..." : "") (\(seeds.count))"
      )
    } else {
      Output.line("  replicates: \(sweep.replicates)")
    }
    if let rule = sweep.refinement, let most = document.mostTasks {
      let series = sweep.grid?.series.count ?? 0
      Output.line(
        "  refined: where \(rule.metric) crosses \(rule.level) along \(rule.along)\(rule.across.map { ", a boundary in the plane with \($0)" } ?? ""), within ±\(rule.tolerance), "
          + "for \(series) series; at most \(rule.replicates) replicates of a point")
      Output.line("  it starts with \(document.tasks) tasks and adds more, at most \(most) in all")
    }
    if let rule = sweep.comparison, let most = document.mostTasks {
      let count = sweep.grid?.shared(rule).count ?? 0
      Output.line(
        "  compared: whether \(rule.question), within ±\(NumberText.short(rule.tolerance)), error "
          + "\(NumberText.percent(rule.error, digits: 3)) % of \(Plural.of(count, "comparison")) together; at most "
          + "\(rule.replicates) replicates of a point; \(rule.assumption.sentence)")
      Output.line("  it starts with \(document.tasks) tasks and adds more, at most \(most) in all")
    }
    if let budget = sweep.budget { Output.line("  budget: \(CoreTime.format(budget)) for all of its tasks") }
    if let rule = sweep.stop { Output.line("  a task ends early \(rule.sentence)") }
    Output.line(
      "\(document.planned) planned = \(document.tasks) tasks + \(document.excluded) excluded; "
        + "\(document.finishedIsComplete ? "" : "at least ")\(document.finished) of the tasks are finished in \(DataPath.resolve(data))"
    )
    for exclusion in document.exclusions {
      Output.line("  \(exclusion.count) excluded: \(PlainText.line(exclusion.reason))")
    }
    Output.line(Self.prediction(document))
    switch try BudgetCheck(sweep, data: DataPath.resolve(data)) {
    case .passed: break
    case .refused(let sentence), .unknown(let sentence): Output.line("  \(PlainText.line(sentence))")
    }
  }

  /// "predicted: ...", or why nothing is.
  static func prediction(_ document: PlanDocument) -> String {
    guard let hours = document.coreHours, let longest = document.longestTaskSeconds else {
      if document.finished == document.tasks { return allFinished(document) }
      return "the cost is not known: \(document.unknownBecause ?? "nothing has finished yet")"
    }
    if document.finished == document.tasks { return allFinished(document) }
    var text = "predicted: about \(CoreTime.format(hours * 3600)) for the rest"
    if let low = document.coreHoursLow, let high = document.coreHoursHigh, hours > 1.0 / 3600 {
      text += ", most likely \(CoreTime.format(low * 3600)) to \(CoreTime.format(high * 3600))"
    }
    let known = document.durationsKnown
    text += "; longest task \(DurationText.format(longest)); from \(known) finished "
    text += "\(known == 1 ? "task" : "tasks") of experiment \(document.experiment)"
    if let reach = document.extrapolation, reach > 3 {
      text +=
        ", of which the largest did 1/\(NumberText.rounded(reach, digits: 2))"
        + " of the longest task's work: a rough guess"
    }
    return text
  }

  private static func allFinished(_ document: PlanDocument) -> String {
    document.mostTasks == nil
      ? "all tasks are finished: nothing is left to run"
      : "all tasks that it starts with are finished: what it adds to them is decided when it runs"
  }
}
