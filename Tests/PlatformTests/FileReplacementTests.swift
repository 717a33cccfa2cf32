import Foundation
import Platform
import Testing

struct FileReplacementTests {
  private struct Stopped: Error {}

  /// Runs a body in a directory of its own.
  private func within(_ body: (_ directory: String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "/replacement-\(UUID())"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  @Test func `the old file stays until all of the new one is written`() throws {
    try within { directory in
      let path = directory + "/table.csv"
      try FileReplacement.write("old", to: path)
      // More than is collected before it is written.
      let piece = [UInt8](repeating: 7, count: 100_000)
      try FileReplacement.write(to: path) { file in
        try file.append(piece)
        #expect(try DurableFile.read(path) == Array("old".utf8))
        try file.append([8])
      }
      #expect(try DurableFile.read(path) == piece + [8])
      #expect(DurableFile.names(in: directory) == ["table.csv"])
    }
  }

  @Test func `a content that cannot be made leaves the old file and nothing else`() throws {
    try within { directory in
      let path = directory + "/table.csv"
      try FileReplacement.write("old", to: path)
      #expect(throws: Stopped.self) {
        try FileReplacement.write(to: path) { file in
          try file.append([1, 2, 3])
          throw Stopped()
        }
      }
      #expect(try DurableFile.read(path) == Array("old".utf8))
      #expect(DurableFile.names(in: directory) == ["table.csv"])
    }
  }

  @Test func `what the system refuses is said with its path`() throws {
    try within { directory in
      #expect(throws: SystemError.self) {
        try FileReplacement.write("new", to: directory + "/none/table.csv")
      }
      // A directory is not replaced by a file.
      #expect(throws: SystemError("replace", directory, code: EISDIR)) {
        try FileReplacement.write("new", to: directory)
      }
      #expect(DurableFile.names(in: directory).isEmpty)
    }
  }
}
