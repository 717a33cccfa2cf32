import Deploy
import Foundation
import TestSupport
import Testing

/// `deploy/` holds what the commands print without options. `PERCOLATE_BLESS=1` writes it anew.
struct CommittedFilesTests {
  static let files = [
    "worker.sbatch", "percolate-coordinator.service", "percolate-worker.service", "percolate.yaml",
  ]

  private func render(_ file: String) throws -> String {
    if file == "worker.sbatch" { return try SlurmScript().render() }
    if file == "percolate.yaml" { return try KubernetesManifest().render() }
    let role = try #require(SystemdUnit.Role.allCases.first { $0.fileName == file })
    return try SystemdUnit().render(role)
  }

  @Test(arguments: files) func `the committed file is what the command prints`(file: String) throws {
    let path = Checkout.file("deploy/" + file)
    let text = try render(file)
    if ProcessInfo.processInfo.environment["PERCOLATE_BLESS"] == "1" {
      try Data(text.utf8).write(to: path)
    }
    #expect(try String(contentsOf: path, encoding: .utf8) == text)
  }
}
