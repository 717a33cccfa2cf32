internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Results
internal import SweepModel
internal import Transport

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why a task is where it is, and what happened to it.")

  @Argument(help: ArgumentHelp("id or its first digits", valueName: "task")) var task: String
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let source = try DocumentSource(connection)
    let document: ExplainDocument = try source.ask(.explain(task))
    if output.json { return try Output.json(document) }
    let row = document.task
    Output.line("task \(row.id.prefix(12)), \(row.status.rawValue), replicate \(row.replicate)")
    Output.line(CommandHint.completed(document.explanation))
    Output.line("planned by: \(document.sweeps.joined(separator: ", "))")
    for placement in document.placements ?? [] { Output.line(placement) }
    for (name, value) in row.parameters.sorted(by: { $0.key < $1.key }) {
      Output.line("  \(name): \(PlainText.line("\(value.value)"))")
    }
    for (name, value) in row.metrics.sorted(by: { $0.key < $1.key }) { Output.line("  \(name) = \(value)") }
    if let checkpoint = document.checkpoint {
      Output.line("  checkpoint at step \(checkpoint.step): \(ByteCount.format(checkpoint.size))")
    }
    for artifact in document.artifacts {
      Output.line(
        "  artifact \(artifact.name): \(ByteCount.format(artifact.size)), \(artifact.digest.prefix(12))")
    }
    for attempt in document.attempts {
      // Of an attempt that was lost early, or before a restart, nobody knows how long it ran.
      let after = attempt.seconds > 0 ? " after \(DurationText.format(attempt.seconds)) of work" : ""
      let host = attempt.host.map { " on \($0)" } ?? ""
      let worker = attempt.worker.map { " (worker \($0.prefix(12)))" } ?? ""
      Output.line(
        "attempt \(attempt.number) \(attempt.outcome.rawValue)\(after)\(host)\(worker)"
          + (attempt.reason.map { ": \($0)" } ?? ""))
      if let log = attempt.log {
        Output.line(log.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      }
    }
  }
}
