import ArgumentParser
import Coordinator
import Experiments
import Foundation
import Journal
import SweepModel

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
    let sweep = try SpecFile(spec, variant).parse()
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
    Output.line("  replicates: \(sweep.replicates)")
    if let rule = sweep.refinement, let most = document.mostTasks {
      let series = sweep.grid?.series.count ?? 0
      Output.line(
        "  refined: where \(rule.metric) crosses \(rule.level) along \(rule.along), within ±\(rule.tolerance), "
          + "for \(series) series; at most \(rule.replicates) replicates of a point")
      Output.line("  it starts with \(document.tasks) tasks and adds more, at most \(most) in all")
    }
    Output.line(
      "\(document.planned) planned = \(document.tasks) tasks + \(document.excluded) excluded; "
        + "\(document.finished) of the tasks are finished in \(DataPath.resolve(data))")
    for exclusion in document.exclusions {
      Output.line("  \(exclusion.count) excluded: \(PlainText.line(exclusion.reason))")
    }
    if let hours = document.coreHours, let longest = document.longestTaskSeconds {
      Output.line(
        "predicted: \(Self.hours(hours)) core-hours for the rest, longest task \(DurationText.format(longest)) "
          + "(from \(document.durationsKnown) finished tasks of this experiment)")
    } else {
      Output.line("no task of this experiment has finished here yet, so there is no cost estimate")
    }
  }

  private static func hours(_ hours: Double) -> String {
    hours.formatted(.number.precision(.significantDigits(2)))
  }
}
