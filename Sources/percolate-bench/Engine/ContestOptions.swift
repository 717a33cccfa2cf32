internal import ArgumentParser

/// What both benchmarks of the training stack take.
struct ContestOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A Python with torch, to run it beside percolate.", valueName: "python"))
  var torch: String?
  @Option(
    help: ArgumentHelp(
      "Which time counts: processor (others on the machine take nothing away) or wall.",
      valueName: "clock"))
  var clock = "processor"
  @OptionGroup var common: BenchOptions

  func validate() throws { _ = try EngineOptions.clock(clock) }

  /// - Parameter target: seconds of a timed stretch.
  func setting(target: Double) throws -> EngineSetting {
    try EngineSetting(
      torch: torch, repository: common.repository, clock: EngineOptions.clock(clock), target: target)
  }
}
