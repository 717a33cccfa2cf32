import ArgumentParser

/// What both benchmarks of the training stack take.
struct ContestOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A Python with torch, to run it beside percolate.", valueName: "python"))
  var torch: String?
  @Option(help: ArgumentHelp("Rounds to take the medians of.", valueName: "n")) var rounds = 3
  @Option(
    help: ArgumentHelp(
      "Which time counts: processor (others on the machine take nothing away) or wall.",
      valueName: "clock"))
  var clock = "processor"
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
    _ = try EngineOptions.clock(clock)
  }

  /// - Parameter target: seconds of a timed stretch.
  func setting(target: Double) throws -> EngineSetting {
    try EngineSetting(
      torch: torch, repository: repository, clock: EngineOptions.clock(clock), target: target)
  }
}
