internal import ArgumentParser
internal import Foundation
internal import Messages
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

struct DeleteCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete sweeps that have ended, with their tasks and all that those left.",
    discussion: """
      What is deleted is gone: results, metrics, logs, and with the next `percolate prune` the files. Tasks that other \
      sweeps plan stay. A sweep that has not ended is refused; `percolate cancel` ends it.
      """)
  @Argument(help: ArgumentHelp("Sweeps, by name, id or number.", valueName: "sweep")) var sweeps: [String]
  @Flag(name: .customLong("dry-run"), help: "Only say what would go.") var isDryRun = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  var command: WireCommand.OneOf_Command {
    .delete(
      .with {
        $0.sweeps = sweeps
        $0.dryRun = isDryRun
      })
  }
}

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove what nothing needs any more from a data directory.",
    discussion: """
      Checkpoints of failed and cancelled tasks go, which then begin anew when they are retried, and files that no task \
      names, such as those of deleted sweeps, once they are an hour old. Room in the journal is used again; a copy by \
      `percolate backup` is as small as it can be.
      """)
  @Option(
    name: .customLong("streams"), parsing: .singleValue,
    help: ArgumentHelp(
      "Also the streamed metrics of this sweep, which has ended; its results stay, and so do metrics of tasks that other "
        + "sweeps plan.", valueName: "sweep"))
  var streams: [String] = []
  @Flag(name: .customLong("dry-run"), help: "Only say what would go.") var isDryRun = false
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let document: PruneDocument = try SweepCommandDesk.carryOut(
      .prune(
        .with {
          $0.streams = streams
          $0.dryRun = isDryRun
        }), connection)
    if output.json { return try Output.json(document) }
    var parts = [
      "\(Plural.of(document.checkpoints, "checkpoint")) (\(ByteCount.format(document.checkpointBytes)))",
      "\(Plural.of(document.files, "file")) that no task names (\(ByteCount.format(document.fileBytes)))",
    ]
    if !streams.isEmpty { parts.append(Plural.of(document.streamedValues, "streamed value")) }
    Output.line((isDryRun ? "would remove " : "removed ") + parts.joined(separator: ", "))
    if let count = document.youngFiles, count > 0 {
      Output.line(
        "\(Plural.of(count, "file")) that no task names (\(ByteCount.format(document.youngBytes ?? 0))) "
          + "\(count == 1 ? "stays" : "stay") until \(count == 1 ? "it is" : "they are") an hour old")
    }
    guard document.sharedTasks > 0 else { return }
    let count = document.sharedTasks
    Output.line(
      "\(Plural.of(count, "task")) that other sweeps plan, too, \(count == 1 ? "keeps" : "keep") what "
        + "\(count == 1 ? "it" : "they") streamed; delete those sweeps first")
  }
}
