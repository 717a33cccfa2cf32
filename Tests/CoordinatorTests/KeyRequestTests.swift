import Journal
import Testing
import Transport

@testable import Coordinator

@Suite struct KeyRequestTests {
  private let keys = [
    AccessKey(publicKey: "a", role: .worker, name: "node", createdAt: 1),
    AccessKey(publicKey: "b", role: .client, name: "gone", createdAt: 1, revokedAt: 2),
  ]

  @Test func `A free name and a role make a request; a revoked key's name is free`() throws {
    let request = try KeyRequest(name: "gone", role: "client", among: keys)
    #expect(request.name == "gone" && request.role == .client)
  }

  @Test(arguments: [
    ("node", "worker", "there is a key named node already"), ("owner", "client", "is kept for"),
    ("x", "root", "found `root`"), ("", "client", "1 to 64 letters"), (".x", "client", "1 to 64 letters"),
    ("a/b", "client", "1 to 64 letters"), ("ä", "client", "1 to 64 letters"),
  ])
  func `Everything else is refused with what to do`(_ sample: (name: String, role: String, sentence: String))
  {
    let error = #expect(throws: SelectionError.self) {
      try KeyRequest(name: sample.name, role: sample.role, among: keys)
    }
    #expect(error?.description.contains(sample.sentence) == true, "\(String(describing: error))")
  }
}
