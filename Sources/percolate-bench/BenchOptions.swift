internal import ArgumentParser

/// What every benchmark takes.
struct BenchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Rounds to take the medians of.", valueName: "n")) var rounds = 3
  @Option(
    help: ArgumentHelp(
      "Percolate's repository. Default: the current directory, or the one above this program.",
      valueName: "dir"))
  var repository: String?
  @Flag(help: "Print one JSON document on stdout.") var json = false

  func validate() throws {
    guard (1...99).contains(rounds) else {
      throw ValidationError("--rounds takes 1 to 99, found \(rounds)")
    }
  }
}
