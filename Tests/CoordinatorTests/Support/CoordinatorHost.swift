import Experiments
import Foundation
import Journal
import Results
import Scheduling
import SweepModel
import TestSupport
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// A coordinator on a thread of this process, in a directory that is removed at the end.
final class CoordinatorHost {
  private struct State {
    var started: Result<(StopSignal, String), any Error>?
    var hasEnded = false
  }

  let log = LogBook()
  private let directory: TemporaryDirectory
  var data: String { directory.path }
  /// Context of the test's own peers.
  let context: Context
  private(set) var endpoint = ""
  private var state = Watched(State())
  private var stopSignal: StopSignal?
  private let disk: GatedDisk?

  /// - Parameters:
  ///   - lease: seconds of silence that cost a worker its tasks.
  ///   - disk: what stands before the real one.
  init(lease: Double = 15, disk: GatedDisk? = nil) throws {
    self.disk = disk
    directory = try TemporaryDirectory()
    var options = Context.Options()
    options.ioThreads = 1
    context = try Context(options)
    try start(lease: lease)
  }

  deinit {
    // A test that gave up may have left the gate closed.
    disk?.openAll()
    stop()
  }

  /// Starts it, or starts it again on the same directory.
  func start(lease: Double = 15) throws {
    var configuration = CoordinatorConfiguration(
      dataDirectory: data, catalog: .builtIn, version: "test", logger: log.logger)
    configuration.listen = endpoint.isEmpty ? "tcp://127.0.0.1:*" : endpoint
    configuration.scheduling.leaseSeconds = lease
    configuration.heartbeatSeconds = min(3, lease / 5)
    if let disk { configuration.diskWork = { disk.stand(before: $0) } }
    let settings = configuration
    let state = Watched(State())
    self.state = state
    let thread = Thread {
      do {
        let coordinator = try Coordinator(settings)
        state.change { $0.started = .success((coordinator.stopSignal, coordinator.endpoint)) }
        try coordinator.run()
      } catch {
        state.change { if $0.started == nil { $0.started = .failure(error) } }
      }
      state.change { $0.hasEnded = true }
    }
    thread.stackSize = 16 << 20
    thread.start()
    _ = state.wait { $0.started != nil }
    let started = state.value.started
    guard case .success((let signal, let address)) = started else {
      throw GaveUp(description: "the coordinator does not start: \(String(describing: started))")
    }
    stopSignal = signal
    endpoint = address
  }

  /// Asks it to stop.
  func beginToStop() { stopSignal?.stop() }

  /// Stops it and waits until its thread is over.
  func stop() {
    stopSignal?.stop()
    _ = state.wait(within: .infinity) { $0.hasEnded }
  }

  /// An access file that the coordinator wrote: "worker", "client" or one that was added.
  func access(_ name: String) throws -> AccessFile { try AccessFile.load(data + "/\(name).access.json") }

  /// The journal on the disk.
  func reader() throws -> JournalReader { try JournalReader.open(at: DataDirectory.existing(at: data)) }

  /// What commands read when no coordinator runs.
  func service() throws -> DocumentService {
    DocumentService(JournalSource(try reader(), catalog: .builtIn, version: "test"))
  }

  func client() throws -> TestClient { try TestClient(access: access("client"), context: context) }

  func worker(_ name: String = "worker") throws -> ScriptedWorker {
    try ScriptedWorker(access: access(name), context: context)
  }
}
