internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Journal
internal import Messages
internal import SweepModel
internal import Worker
internal import ZeroMQ

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine: CPU, oneDNN, libzmq and CURVE, limits, clock, free disk, ripser.",
    discussion: "Exit codes: 0 ready to work; 1 something has to be fixed first.")

  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir"))
  var data: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let document = DoctorDocument(checks: DoctorChecks(data: DataPath.resolve(data)).all())
    if output.json {
      try Output.json(document)
    } else {
      Output.line(
        Output.table(["check", "verdict", "found"], document.checks.map { [$0.name, $0.verdict, $0.found] }))
    }
    if document.checks.contains(where: { $0.verdict == "mend" }) { throw Exit(code: ExitStatus.someFailed) }
  }
}

/// What `doctor` found.
struct DoctorDocument: Document {
  struct Check: Codable, Sendable {
    var name: String
    /// "good", "note" or "mend".
    var verdict: String
    var found: String
  }

  var version = 1
  var checks: [Check]
}
