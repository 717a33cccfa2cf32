import Messages
import SwiftProtobuf
import Testing

@testable import Coordinator

@Suite struct CommandQueueTests {
  private func entry(_ id: UInt64) -> CommandQueue.Entry {
    .init(command: WireCommand(), id: id, route: [UInt8(id)])
  }

  @Test func `commands are taken in order, each when the one before it is finished`() {
    var queue = CommandQueue()
    for id: UInt64 in 1...3 { queue.add(entry(id)) }
    let first = queue.takeNext()
    let early = queue.takeNext()
    #expect(first?.id == 1 && early == nil)
    queue.finished()
    let second = queue.takeNext()
    #expect(second?.id == 2)
    let left = queue.takeAll()
    #expect(left.map(\.id) == [3], "what was begun is not among them")
    queue.finished()
    let none = queue.takeNext()
    #expect(none == nil)
  }
}
