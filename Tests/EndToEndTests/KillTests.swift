import Foundation
import Glibc
import TestSupport
import Testing

/// Nothing is lost and nothing is stuck, whatever is killed and when.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct KillTests {
  /// Tasks of 0 to 40 ms that stream metrics; a third of them pass through in batches.
  static let spec = """
    name: faults
    experiment: probe
    parameters: {metrics: 3}
    axes:
      duration: [0, 0.02, 0.04]
      index: {from: 1, to: 1000, step: 1}
    seed: 7
    limits: {attempts: 3}
    curves:
      - {name: value, x: index, y: value, series: duration}
    """

  /// How long faults are made: 20 s, or PERCOLATE_SOAK minutes.
  private var faultSeconds: Double {
    ProcessInfo.processInfo.environment["PERCOLATE_SOAK"].flatMap(Double.init).map { $0 * 60 } ?? 20
  }

  /// The same sweep with nothing in its way.
  private static let undisturbed = Result {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(KillTests.spec, to: "spec.yaml")
    let answer = try cluster.run("run", spec, "--workers", "8", "--no-report")
    #expect(answer.ending == .code(0))
    return try cluster.results()
  }

  @Test func `kill -9 of slots, workers and the coordinator at random moments loses nothing`() throws {
    let expected = try KillTests.undisturbed.get()
    let seed = SeededGenerator.seed()
    print("kill schedule: PERCOLATE_SEED=\(seed)")
    var random = SeededGenerator(seed: seed)
    let deadline = Deadline(within: faultSeconds)
    var round = 0
    var kills = 0
    while round == 0 || !deadline.isOver {
      round += 1
      kills += try disturbedRound(&random, expected: expected, seed: seed)
    }
    print("\(kills) kills in \(round) rounds")
    #expect(kills > 10, "seed \(seed): too few kills to mean anything")
  }

  /// One sweep from submission to its end, with kills; gives their number.
  private func disturbedRound(
    _ random: inout SeededGenerator, expected: Results, seed: UInt64
  ) throws -> Int {
    let cluster = try Cluster(lease: "3s")
    try cluster.startCoordinator()
    for number in 0..<3 { try cluster.startWorker(number, slots: 2) }
    try cluster.submit(KillTests.spec)
    var kills = 0
    var done = 0
    while done < 3000, kills < 60 {
      // The fault schedule itself, not a wait for anything.
      usleep(UInt32.random(in: 20_000...400_000, using: &random))
      let victims = Victim.choose(&random)
      for victim in victims { kills += victim.strike(cluster, &random) }
      for number in cluster.workers.keys where victims.contains(.worker) {
        if let worker = cluster.workers[number], worker.ending != nil || worker.isDying {
          _ = try worker.exit()
          try cluster.startWorker(number, slots: 2)
        }
      }
      if victims.contains(.coordinator) {
        _ = try cluster.coordinator?.exit()
        // What the journal alone says, then what the restarted coordinator says: neither may go back.
        done = try advance(from: done, cluster, seed)
        try cluster.startCoordinator()
      }
      done = try advance(from: done, cluster, seed)
    }
    #expect(try cluster.wait() == .code(0), "seed \(seed): \(cluster.log)")
    let census = try cluster.status()["sweeps"][0]["census"]
    #expect(census["done"].int == 3000)
    #expect(census["failed"].int == 0)
    let results = try cluster.results()
    #expect(results.tasks == expected.tasks, "seed \(seed)")
    #expect(results.metrics == expected.metrics, "seed \(seed)")
    #expect(results.curves == expected.curves, "seed \(seed)")
    #expect(try cluster.stop(), "seed \(seed): a process stayed behind")
    return kills
  }

  /// The number of finished tasks, which only grows, in a census that always sums.
  private func advance(from before: Int, _ cluster: Cluster, _ seed: UInt64) throws -> Int {
    let sweep = try cluster.status()["sweeps"][0]
    let done = try #require(sweep["census"]["done"].int)
    let parts = ["done", "failed", "cancelled", "excluded", "running", "pending"]
    let sum = parts.reduce(0) { $0 + (sweep["census"][$1].int ?? 0) }
    #expect(done >= before, "seed \(seed): results disappeared")
    #expect(sum == 3000 && sweep["planned"].int == 3000, "seed \(seed): the census does not sum")
    #expect(sweep["census"]["failed"].int == 0, "seed \(seed): a kill was blamed on a task")
    return done
  }

  @Test func `kill -9 of run and the same command again end with the same results`() throws {
    let expected = try KillTests.undisturbed.get()
    let seed = SeededGenerator.seed()
    var random = SeededGenerator(seed: seed)
    let cluster = try Cluster()
    let spec = try cluster.directory.write(KillTests.spec, to: "spec.yaml")
    var before = 0
    for _ in 0..<4 {
      let run = try cluster.start(["run", spec, "--workers", "3", "--data", cluster.data, "--no-report"])
      usleep(UInt32.random(in: 500_000...2_500_000, using: &random))
      run.send(SIGKILL)
      _ = try run.exit()
      let answer = try cluster.run("status", "--json")
      // Killed before there was a sweep, there is nothing to compare.
      guard answer.ending == .code(0), let done = try answer.json()["sweeps"][0]["census"]["done"].int else {
        continue
      }
      #expect(done >= before, "seed \(seed)")
      before = done
    }
    let answer = try cluster.run("run", spec, "--workers", "6", "--no-report")
    #expect(answer.ending == .code(0), "seed \(seed): \(answer.errors)")
    #expect(try cluster.results() == expected, "seed \(seed)")
    #expect(try cluster.stop(), "seed \(seed): a process stayed behind")
  }
}
