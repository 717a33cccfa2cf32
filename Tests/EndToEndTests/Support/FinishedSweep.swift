import Foundation
import Glibc
import Synchronization
import TestSupport

/// A small percolation sweep that has run to its end, shared by the tests that only read it.
struct FinishedSweep: Sendable {
  static let shared = Result { try FinishedSweep() }

  private static let folder = Mutex<TemporaryDirectory?>(nil)

  let data: String
  let specPath: String
  /// What `run --json` printed.
  let runOutput: String

  static let spec = """
    name: small
    experiment: percolation
    description: Largest cluster against the fraction of data
    parameters: {image-size: 8}
    axes: {sigma: [0.3, 0.5], lambda: [0.3, 0.6, 1.0]}
    replicates: 3
    curves:
      - {name: largest, x: lambda, y: largest-cluster-ratio, series: sigma}
    """

  private init() throws {
    let folder = try TemporaryDirectory()
    FinishedSweep.folder.withLock { $0 = folder }
    // Shared by all tests of this process, so nobody's end is its end but the process's.
    atexit { FinishedSweep.folder.withLock { $0 = nil } }
    data = folder.path("data")
    specPath = try folder.write(FinishedSweep.spec, to: "small.yaml")
    let answer = try Command.run("run", specPath, "--workers", "1", "--json", "--data", data)
    guard answer.ending == .code(0) else { throw GaveUp(description: "no sweep: \(answer.errors)") }
    runOutput = answer.output
  }

  /// Runs a command on its data directory.
  func run(_ arguments: [String]) throws -> Cluster.Answer { try Command.run(arguments + ["--data", data]) }

  func run(_ arguments: String...) throws -> Cluster.Answer { try run(arguments) }
}
