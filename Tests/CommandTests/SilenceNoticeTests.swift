import Testing

@testable import percolate

struct SilenceNoticeTests {
  @Test func `is spoken of after a while, now and again, and when it is over`() {
    var notice = SilenceNotice(patience: 8, interval: 30)
    #expect(notice.due(silence: 5) == nil)
    #expect(notice.answered() == nil)
    #expect(notice.due(silence: 12) == "no answer from the coordinator for 12s, trying again")
    #expect(notice.due(silence: 13) == nil)
    #expect(notice.due(silence: 41) == nil)
    #expect(notice.due(silence: 42.2) == "no answer from the coordinator for 42s, trying again")
    #expect(notice.answered() == "the coordinator answers again")
    #expect(notice.answered() == nil)
    #expect(notice.due(silence: 9) != nil)
  }
}
