internal import ArgumentParser

/// `percolate-bench engine-child`: what `engine` and `small-nets` start for our side.
struct EngineChild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine-child", abstract: "Does the engine's work that stdin asks for, on one processor.",
    shouldDisplay: false)

  @Argument(help: "The processor's number.") var core: Int

  func run() throws {
    try Cores.pin(to: core)
    do { try EngineServer().serve() } catch let error as BenchError { throw error } catch {
      throw BenchError("\(error)")
    }
  }
}
