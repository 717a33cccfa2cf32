import Scheduling
import SweepModel
import Testing

@testable import Coordinator

/// Every case of what becomes of a result before its content is looked at.
@Suite struct ResultAdmissionTests {
  private func admission(
    _ standing: AttemptStanding, _ status: TaskStatus?, isWithheld: Bool = false, isWhole: Bool = true
  ) -> ResultAdmission {
    ResultAdmission(standing: standing, status: status, isWithheld: isWithheld, isWhole: isWhole)
  }

  @Test(arguments: [AttemptStanding.holder, .former, .claimable])
  func `who had the attempt is admitted, once all files are there`(_ standing: AttemptStanding) {
    #expect(admission(standing, .running) == .admitted)
    #expect(admission(standing, .running, isWhole: false) == .postponed)
    #expect(admission(standing, .done, isWhole: false) == .admitted, "it is a duplicate, whatever it lacks")
  }

  @Test func `what another worker may still bring is waited for, and only while it may`() {
    #expect(admission(.another, .running) == .postponed)
    #expect(admission(.another, .pending) == .madeUp)
    #expect(admission(.another, .done) == .admitted, "it is counted as a duplicate")
  }

  @Test func `who never had it made it up, unless the task has its result anyway`() {
    #expect(admission(.none, .running) == .madeUp)
    #expect(admission(.none, .running, isWhole: false) == .madeUp)
    #expect(admission(.none, nil) == .madeUp)
    #expect(admission(.none, .done) == .admitted)
  }

  @Test(arguments: [AttemptStanding.holder, .former, .claimable, .another, .none])
  func `a result is not recorded without what its attempt streamed`(_ standing: AttemptStanding) {
    #expect(admission(standing, .running, isWithheld: true) == .postponed)
  }
}
