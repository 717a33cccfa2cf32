import Coordinator
import Experiments
import Foundation
import Journal
import Logging
import Messages
import SweepModel
import SwiftProtobuf
import Transport
import ZeroMQ

@testable import Results

/// The ways in which results are read. What holds of one holds of all.
enum SourceKind: CaseIterable, Sendable {
  /// The journal of a directory at rest.
  case journal
  /// Documents that were made of it, through JSON.
  case documents
  /// A coordinator on loopback.
  case coordinator
}

/// A source over a filled directory, with what keeps it alive.
final class OpenedSource {
  let source: any ResultSource
  private let directory: FilledDirectory
  private let coordinator: RunningCoordinator?

  init(_ kind: SourceKind, _ directory: FilledDirectory, catalog: ExperimentCatalog = .builtIn) throws {
    self.directory = directory
    if kind == .coordinator {
      let running = try RunningCoordinator(on: directory.path)
      coordinator = running
      source = RemoteSource(catalog: catalog, ask: running.ask, askAhead: running.askAhead)
      return
    }
    coordinator = nil
    let journal = JournalSource(try directory.reader(), catalog: catalog, version: "test")
    let service = DocumentService(journal)
    source =
      kind == .journal
      ? journal
      : RemoteSource(catalog: catalog) { question in
        try service.document(WireQuery.with { $0.question = question })
      }
  }
}

extension OpenedSource {
  /// Asks the coordinator; nil for other kinds.
  func ask(_ question: WireQuery.OneOf_Question) throws -> Data? { try coordinator?.ask(question) }

  /// Sends a question that is asked later or never.
  func askAhead(_ question: WireQuery.OneOf_Question) throws { try coordinator?.askAhead(question) }
}

/// A coordinator on a thread of this process, with a client.
private final class RunningCoordinator {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var started: Result<(StopSignal, String), any Error>?
    var hasEnded = false
  }

  private let state = State()
  private let stop: StopSignal
  private let context: Context
  private var client: RequestClient

  init(on path: String) throws {
    var configuration = CoordinatorConfiguration(
      dataDirectory: path, catalog: .builtIn, version: "test",
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    configuration.listen = "tcp://127.0.0.1:*"
    let settings = configuration
    let state = state
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
    state.condition.lock()
    while state.started == nil, !state.hasEnded { state.condition.wait() }
    let started = state.started
    state.condition.unlock()
    guard let started else { throw CancellationError() }
    stop = try started.get().0
    context = try Context()
    client = try RequestClient(AccessFile.load(path + "/client.access.json"), in: context)
  }

  deinit {
    stop.stop()
    state.condition.withLock { while !state.hasEnded { state.condition.wait() } }
  }

  func askAhead(_ question: WireQuery.OneOf_Question) throws {
    var request = WireRequest()
    request.query.question = question
    try client.sendAhead(request)
  }

  func ask(_ question: WireQuery.OneOf_Question) throws -> Data {
    var request = WireRequest()
    request.query.question = question
    let reply = try client.request(request, timeout: 120) { false }
    switch reply?.reply {
    case .document(let data): return data
    case .failure(let failure): throw SelectionError(failure.message)
    case nil: throw CancellationError()
    }
  }
}
