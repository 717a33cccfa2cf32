internal import ArgumentParser
internal import Foundation

/// The benchmarks, one subcommand for each part of the program.
@main
struct PercolateBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "percolate-bench",
    abstract: "Measures percolate, beside its peers where a Python that has them is given.",
    discussion: """
      Every number is a median over rounds, in which percolate and its peers take turns, so that a busy
      moment of the machine meets them alike.

      Exit codes: 0 measured; 1 something failed while it was measured; 2 bad usage; 130 interrupted.
      """,
    subcommands: [
      CoordinatorBench.self, EngineBench.self, SmallNetsBench.self, ConvolutionsBench.self, BytesBench.self,
      EngineChild.self, ResultReader.self,
    ])

  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as BenchError {
      FileHandle.standardError.write(Data("percolate-bench: \(error)\n".utf8))
      Foundation.exit(Interruption.isRequested ? 130 : 1)
    } catch {
      if exitCode(for: error) == .success { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      Foundation.exit(2)
    }
  }
}
