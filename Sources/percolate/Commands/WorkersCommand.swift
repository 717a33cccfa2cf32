internal import Analysis
internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Results
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

struct WorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "List the connected workers, or ask some to leave.")

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Ask these to finish or hand back their tasks and leave: ids, hosts or all.", valueName: "worker"))
  var drain: [String] = []
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let source = try DocumentSource(connection, needsCoordinator: true)
    if !drain.isEmpty {
      let document: OutcomeDocument = try source.command(.drain(.with { $0.workers = drain }))
      if output.json { return try Output.json(document) }
      return Output.line(document.targets.isEmpty ? "no worker is connected" : document.message)
    }
    let document: WorkersDocument = try source.ask(.workers(.init()))
    if output.json { return try Output.json(document) }
    if document.workers.isEmpty { return Output.line("no worker is connected") }
    Output.line(
      Output.table(
        [
          "worker", "host", "state", "slots", "gpus", "holds", "finished", "silent s", "leaves in", "job",
          "key",
          "cpu",
        ],
        document.workers.map {
          [
            $0.id, $0.host, $0.state, "\($0.slots)",
            ($0.gpus ?? 0) > 0 ? "\($0.gpusInUse ?? 0)/\($0.gpus ?? 0)" : "-", "\($0.leases)",
            "\($0.finished)",
            NumberText.fixed($0.silentSeconds, decimals: 1),
            $0.remainingSeconds.map { DurationText.format($0) } ?? "-", $0.job ?? "-", $0.key,
            "\($0.cpu) \($0.instructionSet)",
          ]
        }))
  }
}
