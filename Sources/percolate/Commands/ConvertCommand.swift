internal import ArgumentParser
internal import Foundation
internal import Spec
internal import SweepModel

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a spec from a sweep of Weights & Biases or Hydra.",
    discussion: """
      Reads the YAML of a Weights & Biases sweep with `method: grid`, a Hydra configuration with `hydra.sweeper.params`, or \
      a file with a command line that has `--multirun`. The spec is printed, with what it cannot say as comments; check \
      them, and `percolate plan` it. Searches by chance or by results (random, bayes, Optuna) are refused.
      """)

  @Argument(help: ArgumentHelp("The other tool's file.", valueName: "file")) var file: String

  func run() throws {
    guard let handle = FileHandle(forReadingAtPath: file),
      let data = try? handle.read(upToCount: SpecParser.sizeLimit + 1) ?? Data()
    else { throw Problem(ExitStatus.usage, "there is no file \(file) that can be read") }
    do throws(SpecErrors) {
      Output.text(try SpecConverter.spec(from: [UInt8](data), file: file))
    } catch { throw Problem(ExitStatus.usage, "\(error)") }
  }
}
