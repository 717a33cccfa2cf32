import Foundation
import Platform
import TestSupport
import Testing

struct FileReplacementTests {
  private struct Stopped: Error {}

  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func `the old file stays until all of the new one is written`() throws {
    let path = directory.path("table.csv")
    try FileReplacement.write("old", to: path)
    // More than is collected before it is written.
    let piece = [UInt8](repeating: 7, count: 100_000)
    try FileReplacement.write(to: path) { file in
      try file.append(piece)
      #expect(try DurableFile.read(path) == Array("old".utf8))
      try file.append([8])
    }
    #expect(try DurableFile.read(path) == piece + [8])
    #expect(DurableFile.names(in: directory.path) == ["table.csv"])
  }

  @Test func `a content that cannot be made leaves the old file and nothing else`() throws {
    let path = directory.path("table.csv")
    try FileReplacement.write("old", to: path)
    #expect(throws: Stopped.self) {
      try FileReplacement.write(to: path) { file in
        try file.append([1, 2, 3])
        throw Stopped()
      }
    }
    #expect(try DurableFile.read(path) == Array("old".utf8))
    #expect(DurableFile.names(in: directory.path) == ["table.csv"])
  }

  @Test func `what the system refuses is said with its path`() throws {
    #expect(throws: SystemError.self) {
      try FileReplacement.write("new", to: directory.path("none/table.csv"))
    }
    // A directory is not replaced by a file.
    #expect(throws: SystemError("replace", directory.path, code: EISDIR)) {
      try FileReplacement.write("new", to: directory.path)
    }
    #expect(DurableFile.names(in: directory.path).isEmpty)
  }
}
