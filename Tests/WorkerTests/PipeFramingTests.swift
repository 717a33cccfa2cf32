import Foundation
import Messages
import TestSupport
import Testing

@testable import Worker

/// The stream between supervisor and slot, with whatever bytes.
struct PipeFramingTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `messages survive any way of cutting the stream`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let tasks = (0..<50).map { TaskSamples.assignment(index: $0) }
    var stream: [UInt8] = []
    for task in tasks { stream += try PipeFraming.frame(WireToSlot(.run(task))) }
    var framing = PipeFraming()
    var found: [WireAssignment] = []
    var rest = stream[...]
    while !rest.isEmpty {
      let count = min(rest.count, Int.random(in: 1...700, using: &random))
      framing.append(rest.prefix(count))
      rest = rest.dropFirst(count)
      while let message = try framing.next(WireToSlot.self) {
        if case .run(let task) = message.message { found.append(task) }
      }
    }
    #expect(found == tasks)
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `damaged streams end in an error or wait, and never trap`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var stream: [UInt8] = []
    for index in 0..<5 {
      stream += try PipeFraming.frame(TaskSamples.finished(TaskSamples.assignment(index: index)))
    }
    for _ in 0..<Int.random(in: 1...20, using: &random) {
      stream[Int.random(in: 0..<stream.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    var framing = PipeFraming()
    framing.append(stream)
    var driver = CoreDriver.ready()
    driver.assign([TaskSamples.assignment()])
    do {
      while let message = try framing.next(WireFromSlot.self) { driver.slot(0, message) }
    } catch {
      #expect(error.description.count > 10)
    }
  }

  @Test func `a length over the limit is refused before its bytes come`() {
    var framing = PipeFraming()
    framing.append([255, 255, 255, 255])
    #expect(throws: WireError.oversized(bytes: 0xffff_ffff, limit: WireCodec.maximumLocalBytes)) {
      _ = try framing.next(WireFromSlot.self)
    }
  }
}
