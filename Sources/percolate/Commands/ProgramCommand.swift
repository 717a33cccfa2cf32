internal import ArgumentParser
internal import Programs

/// What a program of the user's needs to be an experiment.
struct ProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: "Print what makes a program of yours an experiment.",
    discussion: "docs/programs.md says how a program gets its parameters and gives its results.",
    subcommands: [PythonCommand.self])

  struct PythonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "python", abstract: "Print a module for Python 3, one file that needs nothing else.",
      discussion: "percolate program python > percolate_task.py")

    func run() throws { Output.text(PythonModule.source) }
  }
}
