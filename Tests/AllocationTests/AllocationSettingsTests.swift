import Allocation
import Testing

/// Settings come from any client: whatever they are, they are taken or refused in a sentence.
@Suite struct AllocationSettingsTests {
  @Test(arguments: [
    Double.nan, .infinity, -.infinity, 1e300, -1e300, -1, 31_536_001, .leastNonzeroMagnitude, 0, 60, 3599,
    3600,
  ])
  func `times that no queue can have are refused`(_ seconds: Double) {
    let good = AllocationSettings(slots: 1, time: 3600, maximum: 1, backlog: 1)
    #expect(good.problem == nil)
    var lead = good
    lead.lead = seconds
    #expect((lead.problem == nil) == (seconds >= 0 && seconds < 3600), "\(lead.problem ?? "")")
    var time = good
    time.time = seconds
    #expect(seconds > good.lead && seconds <= 31_536_000 ? time.problem == nil : time.problem != nil)
    var idle = good
    idle.idle = seconds
    #expect((idle.problem == nil) == (seconds >= 0 && seconds <= 31_536_000), "\(idle.problem ?? "")")
  }
}
