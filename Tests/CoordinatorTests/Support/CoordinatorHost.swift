import Experiments
import Foundation
import Journal
import Results
import Scheduling
import SweepModel
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// A coordinator on a thread of this process, in a directory that is removed at the end.
final class CoordinatorHost {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var started: Result<(StopSignal, String), any Error>?
    var hasEnded = false
  }

  let log = LogBook()
  let data: String
  /// Context of the test's own peers.
  let context: Context
  private(set) var endpoint = ""
  private var state = State()
  private var stopSignal: StopSignal?
  private let disk: GatedDisk?

  /// - Parameters:
  ///   - lease: seconds of silence that cost a worker its tasks.
  ///   - disk: what stands before the real one.
  init(lease: Double = 15, disk: GatedDisk? = nil) throws {
    self.disk = disk
    data = FileManager.default.temporaryDirectory.path + "/percolate-test-\(UUID().uuidString)"
    var options = Context.Options()
    options.ioThreads = 1
    context = try Context(options)
    try start(lease: lease)
  }

  deinit {
    // A test that gave up may have left the gate closed.
    disk?.openAll()
    stop()
    try? FileManager.default.removeItem(atPath: data)
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
    let state = State()
    self.state = state
    let thread = Thread {
      do {
        let coordinator = try Coordinator(settings)
        state.condition.withLock {
          state.started = .success((coordinator.stopSignal, coordinator.endpoint))
          state.condition.broadcast()
        }
        try coordinator.run()
      } catch {
        state.condition.withLock { if state.started == nil { state.started = .failure(error) } }
      }
      state.condition.withLock {
        state.hasEnded = true
        state.condition.broadcast()
      }
    }
    thread.stackSize = 16 << 20
    thread.start()
    let started = state.condition.withLock {
      while state.started == nil { state.condition.wait() }
      return state.started
    }
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
    state.condition.withLock { while !state.hasEnded { state.condition.wait() } }
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
