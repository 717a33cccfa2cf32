internal import ArgumentParser
internal import Foundation

/// The program. Each subcommand is a file in `Commands`.
@main
struct Percolate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "percolate",
    abstract: "Run sweeps of small trainings on one machine or a cluster, and draw the curves.",
    discussion: """
      On one machine, one command does everything and can be stopped and repeated at any time:

        percolate run sweeps/percolation-simulation.yaml

      On a cluster, start `percolate coordinator` on the head node; it prints the line that starts workers \
      elsewhere. Then `percolate submit SPEC` and `percolate report last`.

      Exit codes: 0 all done; 1 some tasks failed or were cancelled; 2 bad usage or spec; 3 coordinator \
      unreachable or refused; 4 timed out; 130 interrupted.
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "One machine",
        subcommands: [
          RunCommand.self, PlanCommand.self, ExperimentsCommand.self, ProgramCommand.self,
          ConvertCommand.self,
        ]),
      CommandGroup(
        name: "Cluster",
        subcommands: [
          CoordinatorCommand.self, WorkerCommand.self, KeysCommand.self, DeployCommand.self,
          AllocateCommand.self, DoctorCommand.self, BackupCommand.self, ImportCommand.self, DiskCommand.self,
          PruneCommand.self,
        ]),
      CommandGroup(
        name: "Sweeps",
        subcommands: [
          SubmitCommand.self, WaitCommand.self, StatusCommand.self, WatchCommand.self, PageCommand.self,
          TasksCommand.self,
          ExplainCommand.self, CancelCommand.self, PauseCommand.self, ResumeCommand.self, RetryCommand.self,
          PriorityCommand.self, DeleteCommand.self, WorkersCommand.self, ReplayCommand.self,
        ]),
      CommandGroup(
        name: "Results", subcommands: [ReportCommand.self, ExportCommand.self, AnalyseCommand.self]),
    ])

  static func main() {
    StandardDescriptors.fill()
    // Before any thread exists: a write to a closed pipe, or beyond the allowed size of a file, is an error to
    // handle, not a death.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Slots are started thousands of times by their worker; they take no options and need no parser.
    if CommandLine.arguments.dropFirst().first == "slot" {
      Foundation.exit(SlotEntry.run(CommandLine.arguments.dropFirst(2)))
    }
    do {
      let arguments = OptionalValues.spelledOut(Array(CommandLine.arguments.dropFirst()))
      if let problem = EmptyArgument.problem(in: arguments) ?? UnknownCommand.problem(in: arguments, of: self)
      {
        throw Problem(ExitStatus.usage, problem)
      }
      var command = try parseAsRoot(arguments)
      try OpenFiles.require(OpenFiles.forAnyCommand, for: "this program")
      try command.run()
    } catch let stop as Exit {
      Foundation.exit(stop.code)
    } catch let problem as Problem {
      problem.print()
      Foundation.exit(problem.code)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      // Help and completion scripts are output like any other: on a full disk they are missed.
      if code == .success {
        Output.text(message)
        Foundation.exit(ExitStatus.done)
      }
      if !message.isEmpty { Output.note(message) }
      Foundation.exit(ExitStatus.usage)
    }
  }
}
