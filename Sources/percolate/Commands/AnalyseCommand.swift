internal import ArgumentParser

/// What is done with files of others, without a sweep.
struct AnalyseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyse", abstract: "Analyse activations of any network.",
    subcommands: [AnalyseTorusCommand.self])
}
