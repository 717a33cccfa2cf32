internal import Analysis
internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Results
internal import SweepModel
internal import Transport

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "All sweeps, or one, on one screen: census, rate, time left, workers.")

  @Argument(help: ArgumentHelp("id, prefix, name, number, last or all", valueName: "sweep"))
  var sweep: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let source = try DocumentSource(connection)
    let status: StatusDocument = try source.ask(.status(of: sweep ?? ""))
    if output.json { return try Output.json(status) }
    if source.isAtRest {
      Output.note(
        "percolate: no coordinator is running on \(connection.dataDirectory); this is what its journal says")
    }
    if status.sweeps.isEmpty { return Output.line("no sweep was submitted yet") }
    let rows = status.sweeps.map { row -> [String] in
      let census = row.census
      return [
        row.name, row.id, row.state, "\(census.planned)", "\(census.done)", "\(census.failed)",
        "\(census.cancelled)", "\(census.excluded)", "\(census.running)", "\(census.pending)",
        row.rate.map { NumberText.rounded($0, digits: 3) } ?? "-",
        row.eta.map { DurationText.format($0) } ?? "-",
      ]
    }
    Output.line(
      Output.table(
        [
          "sweep", "id", "state", "planned", "done", "failed", "cancelled", "excluded", "running", "pending",
          "per s", "left",
        ], rows))
    for row in status.sweeps {
      if let refinement = row.refinement {
        Output.line(
          "\(row.name) \(refinement.verdicts.question == .comparison ? "compares" : "is refined"): \(StatusLine.refinement(refinement))"
        )
      }
    }
    for row in status.sweeps {
      if let reason = row.waitsBecause { Output.line("\(row.name) waits: \(reason)") }
    }
    Output.line(
      source.isAtRest
        ? "nothing runs: no coordinator is on this directory"
        : "connected: \(Plural.of(status.workers, "worker")) with \(Plural.of(status.slots, "slot"))")
    for sentence in status.allocations ?? [] { Output.line(CommandHint.completed("allocation \(sentence)")) }
    if let trouble = status.trouble { Output.line("trouble: \(trouble)") }
    if let lag = status.unwritten.flatMap(StatusLine.lag) { Output.line(lag) }
    if status.duplicateResults + status.lateResults > 0 {
      Output.line(
        "\(Plural.of(status.duplicateResults, "duplicate result")) dropped, \(status.lateResults) late ones accepted"
      )
    }
    let failed = status.sweeps.filter { $0.census.failed > 0 }
    for row in failed {
      Output.line("why tasks failed: " + CommandHint.line(["tasks", row.id, "--filter", "failed"]))
    }
  }
}
