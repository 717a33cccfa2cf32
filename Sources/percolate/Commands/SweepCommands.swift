internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import Spec
internal import SwiftProtobuf
internal import Transport

/// A command about sweeps or tasks that the coordinator carries out.
protocol SweepAction: ParsableCommand {
  var command: WireCommand.OneOf_Command { get }
  var connection: ConnectionOptions { get }
  var output: OutputOptions { get }
}

extension SweepAction {
  func run() throws { try carryOut() }

  func carryOut() throws {
    let document: OutcomeDocument = try SweepCommandDesk.carryOut(command, connection)
    if output.json { return try Output.json(document) }
    // Only `all` may mean nothing.
    Output.line(
      document.targets.isEmpty ? "no sweep was submitted yet; nothing was changed" : document.message)
  }
}

/// Where commands about sweeps go: to the running coordinator, or into the journal of a directory at rest.
enum SweepCommandDesk {
  /// - Throws: ``Problem``.
  static func carryOut<D: Document>(
    _ command: WireCommand.OneOf_Command, _ connection: ConnectionOptions
  ) throws -> D {
    guard RestingCoordinator.serves(connection) else {
      return try DocumentSource(connection, needsCoordinator: true).command(command)
    }
    let resting = try RestingCoordinator(connection)
    let result = Result { () throws -> D in try resting.source.command(command) }
    try resting.stop()
    Output.note(
      "percolate: no coordinator is running on \(connection.dataDirectory); its journal was changed, and "
        + "the next `percolate run` or `percolate coordinator` on it goes on from there")
    return try result.get()
  }
}

struct CancelCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop sweeps or tasks; what is done stays done.",
    discussion: """
      A sweep that is finished stays so. `percolate retry` runs cancelled tasks again; `percolate wait` of a \
      cancelled sweep ends with exit code 1.
      """)
  @Argument(help: ArgumentHelp("Sweeps or tasks.", valueName: "sweep|task")) var targets: [String]
  @Option(help: "Why, for the report.") var reason: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  var command: WireCommand.OneOf_Command {
    .cancel(
      .with {
        $0.targets = targets
        $0.reason = reason ?? ""
      })
  }
}

struct PauseCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Start no more tasks of some sweeps; running ones go on.")
  @Argument(help: ArgumentHelp("Sweeps.", valueName: "sweep")) var sweeps: [String]
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  var command: WireCommand.OneOf_Command { .pause(.with { $0.sweeps = sweeps }) }
}

struct ResumeCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Hand out tasks of paused sweeps again.")
  @Argument(help: ArgumentHelp("Sweeps.", valueName: "sweep")) var sweeps: [String]
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  var command: WireCommand.OneOf_Command { .resume(.with { $0.sweeps = sweeps }) }
}

struct RetryCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Run failed and cancelled tasks again, with all their attempts.",
    discussion: "A cancelled sweep becomes active again, a paused one stays paused.")
  @Argument(help: ArgumentHelp("Sweeps or tasks.", valueName: "sweep|task")) var targets: [String]
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  var command: WireCommand.OneOf_Command { .retry(.with { $0.targets = targets }) }
}

struct PriorityCommand: SweepAction {
  static let configuration = CommandConfiguration(
    commandName: "priority", abstract: "Give sweeps another priority: which of them go first.",
    discussion: """
      A higher priority goes first, as soon as slots become free; what runs goes on. Sweeps of one priority share the \
      slots by time. A spec's own is 0, or what it says under `priority`; `percolate submit --priority` sets it at once.
      """)
  @Argument(
    help: ArgumentHelp(
      "Sweeps, then the priority, -1000 to 1000; a negative one behind ` -- `.",
      valueName: "sweep> ... <number"))
  var words: [String]
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard words.count >= 2 else {
      throw Problem(
        ExitStatus.usage,
        "name at least one sweep, and then the priority, such as `percolate priority last 5` or `percolate priority "
          + "last -- -5`")
    }
    guard let last = words.last, let number = Int(last), Sweep.priorities.contains(number) else {
      throw Problem(
        ExitStatus.usage,
        "the last word is the priority, a whole number from \(Sweep.priorities.lowerBound) to "
          + "\(Sweep.priorities.upperBound), not `\(words.last ?? "")`")
    }
    try carryOut()
  }

  var command: WireCommand.OneOf_Command {
    .priority(
      .with {
        $0.sweeps = words.dropLast()
        $0.priority = words.last.flatMap { Int32($0) } ?? 0
      })
  }
}
