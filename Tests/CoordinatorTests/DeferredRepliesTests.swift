import Foundation
import Messages
import SweepModel
import Testing

@testable import Coordinator

@Suite struct DeferredRepliesTests {
  @Test
  func `nothing is said before its batch is on disk, and reports of one connection are acknowledged in one`()
  {
    var deferred = DeferredReplies()
    deferred.add(.init(tag: 3, route: [1], message: .acknowledge(7)))
    deferred.add(.init(tag: 3, route: [1], message: .acknowledge(8)))
    deferred.add(.init(tag: 3, route: [2], message: .reply(id: 5, .document(.init()))))
    deferred.add(.init(tag: 4, route: [2], message: .checkpoint(TaskNumber(9), attempt: 2, offset: 6)))
    let early = deferred.takeDue(upTo: 2)
    #expect(early == nil)
    #expect(deferred.needsBatch(4) && !deferred.needsBatch(5))
    let due = deferred.takeDue(upTo: 3)
    #expect(due?.acknowledged == [[1]: [7, 8]])
    #expect(due?.replies.map(\.id) == [5] && due?.pieces.isEmpty == true)
    let late = deferred.takeDue(upTo: 9)
    #expect(late?.pieces == [.init(task: TaskNumber(9), attempt: 2, offset: 6, route: [2])])
    #expect(late?.acknowledged.isEmpty == true)
    let nothing = deferred.takeDue(upTo: 9)
    #expect(nothing == nil)
  }
}
