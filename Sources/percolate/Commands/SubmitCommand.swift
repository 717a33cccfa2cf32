internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages

struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Give a sweep to a running coordinator; returns once it is recorded.")

  @Argument(help: ArgumentHelp("The sweep's YAML file.", valueName: "spec")) var spec: String
  @OptionGroup var variant: SpecOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which sweeps go first, in place of the spec's: -1000 to 1000, higher goes first.", valueName: "number")
  )
  var priority: Int?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var variant = variant
    if let priority { variant.overrides.append("priority=\(priority)") }
    var file = try SpecFile(spec, variant)
    _ = try file.parse()
    let source = try DocumentSource(connection, needsCoordinator: true)
    guard let document = try source.submit(file) else { throw Exit(code: ExitStatus.interrupted) }
    if output.json { return try Output.json(document) }
    let again = document.isKnown ? " was there before" : " submitted"
    Output.line(
      "\(document.name) (\(document.sweep))\(again): \(document.planned) planned, "
        + "\(document.excluded) excluded, \(document.done) done")
    for note in document.notes { Output.line("  \(note)") }
    Output.line("follow it: " + CommandHint.line(["watch", document.sweep]))
  }
}
