import ArgumentParser
import Deploy
import Testing

@testable import percolate

/// Pods are started with words that the commands take.
@Suite struct KubernetesArgumentsTests {
  @Test(arguments: [false, true]) func `a worker takes its arguments`(isBurst: Bool) throws {
    var manifest = KubernetesManifest()
    manifest.slots = 3
    manifest.gpus = 2
    manifest.runsPrograms = false
    let command = try WorkerCommand.parse(Array(manifest.workerArguments(isBurst: isBurst).dropFirst()))
    #expect(command.access == "/keys/worker.access.json")
    #expect(command.slots == 3)
    #expect(command.gpus == 2)
    #expect(command.grace == "60s")
    #expect(command.noPrograms)
    #expect(command.requeue == isBurst)
    #expect(command.idleLimit == (isBurst ? "600s" : nil))
  }

  @Test func `a coordinator takes its arguments`() throws {
    let words = KubernetesManifest().coordinatorArguments
    let index = try #require(words.firstIndex(of: "--metrics-address"))
    #expect(words[index + 1] == "0.0.0.0:9464")
    let command = try CoordinatorCommand.parse(Array(words[1..<index] + words[(index + 2)...]))
    #expect(command.keys == "/keys")
    #expect(command.data == "/data/percolate-data")
    #expect(try AddressArgument.advertised(command.advertise ?? "") == "percolate-coordinator.percolate.svc")
  }
}
