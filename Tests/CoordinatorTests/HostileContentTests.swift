import Experiments
import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// What the holder of a lease may leave behind is what the experiment declares.
@Suite(.timeLimit(.minutes(3)))
struct HostileContentTests {
  private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
  private static let svg = Data("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>".utf8)
  private static let script = Data(
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8)

  /// One task of the diffusion model in the hands of a worker.
  private func pictureTask(
    _ host: CoordinatorHost
  ) throws -> (client: TestClient, worker: ScriptedWorker, task: WireAssignment) {
    let client = try host.client()
    var request = WireRequest()
    request.submit.source = Data(
      "name: pictures\nexperiment: diffusion\naxes: {sigma: [0.5]}\nlimits: {attempts: 1}\n".utf8)
    _ = try client.ask(SubmitDocument.self, request)
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.experiments = ["diffusion/\(ExperimentCatalog.builtIn["diffusion"]?.schema.version ?? 0)"]
    worker.adopt(epoch: 1)
    try worker.send(.hello(hello))
    return (client, worker, try #require(worker.assignments().first))
  }

  private func result(of task: WireAssignment, _ artifacts: [(name: String, type: String, content: Data)])
    -> WireFinished
  {
    .with { finished in
      finished.task = task.task
      finished.attempt = task.attempt
      finished.metrics = ["images-2d", "images-1d", "centroid-fraction"].map { name in
        .with {
          $0.name = name
          $0.value = 0.5
        }
      }
      finished.artifacts = artifacts.map { file in
        .with {
          $0.name = file.name
          $0.mediaType = file.type
          $0.content = file.content
        }
      }
    }
  }

  @Test(arguments: [
    ("samples", script), ("samples", svg), ("samples", Data()), ("errors", script), ("errors", png),
    ("errors", Data("<svg onload=\"alert(1)\"/>".utf8)), ("errors", Data("<svg\nonload\t= 'x()'/>".utf8)),
    ("errors", Data("<!DOCTYPE svg [<!ENTITY a \"<script/>\">]><svg>&a;</svg>".utf8)),
    ("errors", Data("<svg><a href=\"java&#115;cript:x()\">x</a></svg>".utf8)),
    ("errors", Data("<svg><ForeignObject><iframe/></ForeignObject></svg>".utf8)),
    ("errors", Data("<svg><image xlink:href='https://example.org/x.svg'/></svg>".utf8)),
    ("errors", Data("<svg/>".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] })),
  ])
  func `a file that is not what the experiment declares fails its attempt`(name: String, content: Data) throws
  {
    let host = try CoordinatorHost()
    let (client, worker, task) = try pictureTask(host)
    let type = content.first == UInt8(ascii: "<") ? "image/svg+xml" : "image/png"
    try worker.awaitAcknowledgement(
      of: worker.report { $0.finished = [result(of: task, [(name, type, content)])] })
    let tasks: TasksDocument = try client.query("tasks", "pictures")
    #expect(tasks.tasks.map(\.status) == [.failed])
    #expect(tasks.tasks.first?.reason?.contains("the artifact \(name), declared as image/") == true)
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `a file is kept under the declared media type, whatever its sender says`() throws {
    let host = try CoordinatorHost()
    let (client, worker, task) = try pictureTask(host)
    let files = [
      ("samples", "image/svg+xml", HostileContentTests.png), ("errors", "text/html", HostileContentTests.svg),
      ("positions", "text/html", HostileContentTests.script),
    ]
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [result(of: task, files)] })
    let explained: ExplainDocument = try client.query("explain", HonestNeighbour.hex(task.task))
    let types = Dictionary(uniqueKeysWithValues: explained.artifacts.map { ($0.name, $0.mediaType) })
    #expect(types == ["samples": "image/png", "errors": "image/svg+xml", "positions": "text/csv"])
  }

  @Test(arguments: [[], ["value"], ["steps"]])
  func `a result without a metric that every result has is a failed attempt`(names: [String]) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, attempts: 1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    var finished = task.finished()
    finished.metrics.removeAll { !names.contains($0.name) }
    let sent = finished
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [sent] })
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map(\.status) == [.failed])
    #expect(tasks.tasks.first?.reason?.contains("lacks the metric") == true)
  }
}
