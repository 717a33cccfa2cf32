import Foundation
import Platform
import TestSupport
import Testing
import Transport

/// Secrets are written and read where nobody else can interfere, or not at all.
@Suite struct PrivateFileTests {
  private func mode(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
  }

  @Test func `a symbolic link in the place of the file is replaced, not followed`() throws {
    let place = try TemporaryDirectory()
    let victim = place.path + "/victim"
    try Data("theirs".utf8).write(to: URL(fileURLWithPath: victim))
    chmod(victim, 0o666)
    let path = place.path + "/secret"
    #expect(symlink(victim, path) == 0)
    try PrivateFile.write(Array("ours".utf8), to: path)
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "theirs")
    #expect(try PrivateFile.read(path, limit: 100) == Array("ours".utf8))
    #expect(mode(path) == 0o600)
    #expect(try place.names == ["secret", "victim"], "nothing is left behind")
  }

  @Test(arguments: [0o777, 0o770, 0o702])
  func `nothing is written where others may write`(mode: mode_t) throws {
    let place = try TemporaryDirectory()
    chmod(place.path, mode)
    let error = #expect(throws: PrivateFile.Failure.self) {
      try PrivateFile.write([1, 2, 3], to: place.path + "/secret")
    }
    #expect(error?.description.contains("chmod go-w") == true)
    #expect(try place.names.isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func `nothing is written into a directory of another user's`() throws {
    let place = try TemporaryDirectory()
    chown(place.path, 65534, 65534)
    let error = #expect(throws: PrivateFile.Failure.self) {
      try PrivateFile.write([1, 2, 3], to: place.path + "/secret")
    }
    #expect(error?.description.contains("belongs to user 65534") == true)
    #expect(try place.names.isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func `a secret of another user's is not taken; root's that a group reads is, through a link`() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/secret"
    try PrivateFile.write([1, 2, 3], to: path)
    chown(path, 65534, 65534)
    #expect(throws: PrivateFile.Failure.self) { try PrivateFile.read(path, limit: 100) }
    // As Kubernetes mounts one.
    chown(path, 0, 65534)
    chmod(path, 0o440)
    let link = place.path + "/..data"
    #expect(symlink(path, link) == 0)
    #expect(try PrivateFile.read(link, limit: 100) == [1, 2, 3])
    chmod(path, 0o444)
    #expect(throws: PrivateFile.Failure.self) { try PrivateFile.read(link, limit: 100) }
  }

  @Test func `a pipe, a directory and too many bytes are refused, and nothing waits for the pipe`() throws {
    let place = try TemporaryDirectory()
    let pipe = place.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, place.path] {
      let error = #expect(throws: PrivateFile.Failure.self) { try PrivateFile.read(path, limit: 100) }
      #expect(error?.description == "it is no regular file")
    }
    try PrivateFile.write([UInt8](repeating: 1, count: 101), to: place.path + "/large")
    #expect(throws: PrivateFile.Failure.self) { try PrivateFile.read(place.path + "/large", limit: 100) }
    #expect(try PrivateFile.read(place.path + "/large", limit: 101).count == 101)
  }
}
