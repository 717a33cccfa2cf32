import Foundation
import TestSupport
import Testing

/// Large specs cost time, not memory; what is too large is refused before it costs either.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct LargeSpecTests {
  /// The program with so many MiB of writable memory.
  private func run(_ words: [String], mebibytes: Int) throws -> Cluster.Answer {
    try Command.run(
      ["-c", "ulimit -d \(mebibytes * 1024) && exec \"$0\" \"$@\"", ProgramUnderTest.path] + words,
      program: "/bin/sh")
  }

  @Test(arguments: [
    "axes: {lambda: {from: 0.0000001, to: 0.9, step: 0.0000001}, sigma: {from: 0.1, to: 1.0, step: 0.0000001}}",
    "replicates: 9000000\naxes: {lambda: [0.1, 0.2]}",
  ])
  func `a product beyond the limit is refused in little memory`(text: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("name: large\nexperiment: percolation\n\(text)\n", to: "spec.yaml")
    let answer = try run(["plan", path, "--data", directory.path("data")], mebibytes: 200)
    #expect(answer.ending == .code(2), "\(answer.ending) \(answer.errors)")
    #expect(answer.errors.contains("more than 10000000 tasks"), "\(answer.errors)")
  }

  @Test func `a file that is far too large is not read`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("name: x\n", to: "spec.yaml")
    #expect(truncate(path, 4 << 30) == 0)
    let answer = try run(["plan", path, "--data", directory.path("data")], mebibytes: 200)
    #expect(answer.ending == .code(2), "\(answer.ending) \(answer.errors)")
    #expect(answer.errors.contains("at most 1 MiB"), "\(answer.errors)")
  }

  @Test func `a small sweep does not wait behind a large one, which a stop abandons`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let large = try cluster.directory.write(
      """
      name: large
      experiment: probe
      axes: {index: {from: 1, to: 1000000, step: 1}}
      """, to: "large.yaml")
    let submitting = try cluster.start(["submit", large, "--data", cluster.data])
    // Tasks of it are being written.
    #expect(try cluster.awaitJournal(megabytes: 20))
    for number in 0..<3 {
      try cluster.submit(
        """
        name: small-\(number)
        experiment: probe
        axes: {index: [1, 2, \(number + 3)]}
        """)
    }
    #expect(submitting.ending == nil, "the large one is still being written: \(submitting.output.text)")
    let sweeps = try cluster.status()["sweeps"].list.compactMap { $0["name"].text }
    #expect(sweeps == ["small-0", "small-1", "small-2"])
    // Its tasks are also the large one's: they run all the same.
    try cluster.startWorker(0)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    cluster.coordinator?.send(SIGTERM)
    #expect(try cluster.coordinator?.exit() == .code(0))
    #expect(try cluster.run("status", "--json").json()["sweeps"].list.count == 3)
    submitting.kill()
    #expect(try cluster.stop())
  }
}

extension Cluster {
  /// Waits until the journal has grown.
  fileprivate func awaitJournal(megabytes: Int) throws -> Bool {
    let deadline = Deadline(within: 3 * Patience.seconds)
    while !deadline.isOver {
      let sizes = ["journal.sqlite", "journal.sqlite-wal"].map { name in
        (try? FileManager.default.attributesOfItem(atPath: data + "/" + name))?[.size] as? Int ?? 0
      }
      if sizes.reduce(0, +) > megabytes << 20 { return true }
      usleep(20_000)
    }
    return false
  }
}
