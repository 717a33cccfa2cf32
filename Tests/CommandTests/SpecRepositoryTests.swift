import Foundation
import SweepModel
import Testing

@testable import percolate

/// Which commit a spec is said to be of.
@Suite struct SpecRepositoryTests {
  /// A directory that goes with the test.
  private final class Place {
    let path = FileManager.default.temporaryDirectory.path + "/repository-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws {
      let file = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }

    var commit: String? { SpecRepository.commit(near: path + "/sweeps/spec.yaml")?.description }
  }

  private let first = String(repeating: "a1", count: 20)
  private let second = String(repeating: "b2", count: 32)

  @Test func `a branch's commit is found, packed or not, and a detached one`() throws {
    let place = Place()
    try place.write("ref: refs/heads/main\n", ".git/HEAD")
    #expect(place.commit == nil, "a repository without commits")
    try place.write(
      "# pack-refs\n\(second) refs/heads/other/main\n\(first) refs/heads/main\n", ".git/packed-refs")
    #expect(place.commit == first)
    try place.write(second + "\n", ".git/refs/heads/main")
    #expect(place.commit == second)
    try place.write(first.uppercased() + "\n", ".git/HEAD")
    #expect(place.commit == first)
  }

  @Test func `a further working tree has its own commit, and the branches of the first`() throws {
    let place = Place()
    try place.write("gitdir: ../main/.git/worktrees/sweeps\n", "sweeps/.git")
    try place.write("ref: refs/heads/work\n", "main/.git/worktrees/sweeps/HEAD")
    try place.write("../..\n", "main/.git/worktrees/sweeps/commondir")
    try place.write("ref: refs/heads/main\n", "main/.git/HEAD")
    try place.write(second, "main/.git/refs/heads/main")
    try place.write(first, "main/.git/refs/heads/work")
    #expect(place.commit == first)
  }

  @Test(arguments: [
    "", "not a hash", "ref: ../../../../etc/passwd", "ref: ", String(repeating: "a", count: 39),
    String(repeating: "g", count: 40), String(repeating: "a", count: 41), "\u{1b}[2J",
  ])
  func `what is no hash is none`(_ head: String) throws {
    let place = Place()
    try place.write(head, ".git/HEAD")
    #expect(place.commit == nil)
  }

  @Test func `a folder in the place of a file is none, and ends the search`() throws {
    let place = Place()
    try place.write(first, ".git/HEAD/nested")
    try place.write("", "sweeps/spec.yaml")
    #expect(place.commit == nil)
  }
}
