import Foundation
import Messages
import SweepModel
import TestSupport
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// A client as the command line is one.
final class TestClient {
  private var client: RequestClient

  init(access: AccessFile, context: Context) throws {
    client = try RequestClient(access, in: context)
  }

  /// Sends a request; gives its document, or throws the failure's sentence.
  func ask<D: Document>(
    _ type: D.Type = D.self, _ request: WireRequest, timeout: Double = Patience.seconds
  ) throws -> D {
    try D.read(data(request, timeout: timeout))
  }

  /// Sends a request; gives its document as it came, or throws the failure's sentence.
  func data(_ request: WireRequest, timeout: Double = Patience.seconds) throws -> Data {
    let reply = try client.request(request, timeout: timeout)
    switch reply.reply {
    case .document(let data): return data
    case .failure(let failure): throw GaveUp(description: failure.message)
    case nil: throw GaveUp(description: "an empty reply")
    }
  }

  func query<D: Document>(_ what: String, _ selector: String = "", unless version: UInt64 = 0) throws -> D {
    var request = WireRequest()
    request.query = .named(what, selector, unless: version)
    return try ask(D.self, request)
  }

  @discardableResult
  func command<D: Document>(
    _ type: D.Type = D.self, _ action: String, _ selectors: [String], argument: String = ""
  ) throws -> D {
    var request = WireRequest()
    request.command = .named(action, selectors, argument: argument)
    return try ask(type, request)
  }

  /// Submits probes that differ by their index.
  @discardableResult
  func submitProbes(
    _ count: Int, name: String = "probes", attempts: Int = 3, from first: Int = 1
  ) throws -> SubmitDocument {
    var request = WireRequest()
    request.submit.source = Data(
      """
      name: \(name)
      experiment: probe
      axes:
        index: {from: \(first), to: \(first + count - 1), step: 1}
      limits: {attempts: \(attempts)}
      """.utf8)
    return try ask(SubmitDocument.self, request)
  }

  /// Waits, without asking again and again, until the status is as wanted.
  @discardableResult
  func awaitStatus(_ isThere: (StatusDocument) -> Bool) throws -> StatusDocument {
    var version: UInt64 = 0
    let deadline = Deadline()
    while !deadline.isOver {
      let status: StatusDocument = try query("status", unless: version)
      if isThere(status) { return status }
      version = status.stateVersion
    }
    throw GaveUp(description: "the status did not become as wanted")
  }
}
