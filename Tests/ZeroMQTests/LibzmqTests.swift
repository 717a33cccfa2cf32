import Testing
import ZeroMQ

@Suite struct LibzmqTests {
  @Test func `the linked libzmq encrypts and is not an old vulnerable one`() {
    #expect(Libzmq.hasCurve)
    #expect(Libzmq.version >= Libzmq.minimumVersion)
  }
}
