import SweepModel
import Testing

@testable import Messages

/// Enums of the wire and what they mean here.
@Suite struct WireEnumTests {
  @Test func `every ending of an attempt without a result has a value on the wire`() {
    let told = Set(WireOutcome.allCases.map(\.attemptOutcome))
    #expect(told == Set(AttemptOutcome.allCases).subtracting([.finished]))
    #expect(WireOutcome.timedOut.attemptOutcome == .timedOut)
    #expect(WireOutcome.outOfMemory.attemptOutcome == .outOfMemory)
  }

  @Test(arguments: [.unspecified, .UNRECOGNIZED(9), .UNRECOGNIZED(-1)] as [WireOutcome])
  func `an ending that is not known counts against nobody`(outcome: WireOutcome) {
    #expect(outcome.attemptOutcome == .lost)
  }

  @Test func `every status survives the wire, and one that is not known is none`() {
    for status in TaskStatus.allCases { #expect(WireTaskStatus(status).status == status) }
    #expect(Set(WireTaskStatus.allCases.compactMap(\.status)) == Set(TaskStatus.allCases))
    #expect(WireTaskStatus.unspecified.status == nil)
    #expect(WireTaskStatus.UNRECOGNIZED(17).status == nil)
  }

  @Test func `a refusal has its code as a word too, and a newer one at least its word`() {
    let refusal = WireRefusal(.revoked, "this key was revoked")
    #expect(refusal.word == "revoked" && refusal.reason == "revoked")
    var newer = WireRefusal()
    newer.code = .UNRECOGNIZED(12)
    newer.word = "quota"
    #expect(newer.reason == "quota")
    for code in WireRefusalCode.allCases { #expect(code.word.isEmpty == (code == .unspecified)) }
  }
}
