import Foundation
import Platform
import TestSupport
import Testing
import Transport
import ZeroMQ

@Suite struct AccessFileTests {
  private let place: TemporaryDirectory
  private var path: String { place.path("access.json") }

  init() throws { place = try TemporaryDirectory() }

  private func sample() throws -> AccessFile {
    let server = try CurveKeyPair.generate()
    let own = try CurveKeyPair.generate()
    return AccessFile(
      role: .worker, endpoint: "tcp://head:7733", serverKey: server.publicKey, publicKey: own.publicKey,
      secretKey: own.secretKey)
  }

  @Test func `a written file is private and reads back`() throws {
    let file = try sample()
    try file.write(path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try AccessFile.load(path) == file)
  }

  @Test func `a file that another system's editor saved reads back, in another encoding it says so`() throws {
    let file = try sample()
    try file.write(path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try PrivateFile.write(Array(("\u{FEFF}" + text.replacing("\n", with: "\r\n")).utf8), to: path)
    #expect(try AccessFile.load(path) == file)
    try PrivateFile.write(text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }, to: path)
    let error = #expect(throws: AccessFileError.self) { try AccessFile.load(path) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("UTF-16LE"))
  }

  @Test func `keys in snake case, as documents have them, are read too`() throws {
    let file = try sample()
    try file.write(path)
    var text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("serverKey"), "programs of earlier releases read it")
    for word in ["server", "public", "secret"] { text = text.replacing("\(word)Key", with: "\(word)_key") }
    try PrivateFile.write(Array(text.utf8), to: path)
    #expect(try AccessFile.load(path) == file)
  }

  @Test func `a file that others can read is refused`() throws {
    try sample().write(path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let error = #expect(throws: AccessFileError.self) { try AccessFile.load(path) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("chmod 600"))
  }

  @Test(arguments: [
    "", "{", "[]", #"{"version":1}"#, #"{"version":2,"role":"worker","endpoint":"tcp://a:1"}"#,
    #"{"version":1,"role":"king","endpoint":"tcp://a:1"}"#,
    #"{"version":1,"role":"worker","endpoint":"tcp://a:1","serverKey":"short"}"#,
  ])
  func `damaged content is refused with a sentence`(content: String) throws {
    try PrivateFile.write(Array(content.utf8), to: path)
    let error = #expect(throws: AccessFileError.self) { try AccessFile.load(path) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(path))
  }

  @Test func `a missing file says what to do`() {
    let error = #expect(throws: AccessFileError.self) { try AccessFile.load("/nonexistent/access.json") }
    #expect("\(error.map { "\($0)" } ?? "")".contains("--access"))
  }
}
