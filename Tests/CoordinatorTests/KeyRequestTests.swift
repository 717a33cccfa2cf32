import Journal
import Results
import Testing
import Transport

@testable import Coordinator

@Suite struct KeyRequestTests {
  private let keys = [
    AccessKey(publicKey: "a", role: .worker, name: "node", createdAt: 1),
    AccessKey(publicKey: "b", role: .client, name: "gone", createdAt: 1, revokedAt: 2),
  ]

  @Test func `a free name and a role make a request; a revoked key's name is free`() throws {
    let request = try KeyRequest(name: "gone", role: .client, among: keys)
    #expect(request.name == "gone" && request.role == .client)
  }

  @Test(arguments: [
    ("node", "there is a key named node already"), ("owner", "is kept for"), ("", "1 to 64 letters"),
    (".x", "1 to 64 letters"), ("a/b", "1 to 64 letters"), ("ä", "1 to 64 letters"),
  ])
  func `everything else is refused with what to do`(name: String, sentence: String) {
    let error = #expect(throws: SelectionError.self) {
      try KeyRequest(name: name, role: .worker, among: keys)
    }
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }
}
