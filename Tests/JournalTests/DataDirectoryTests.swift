import Foundation
import TestSupport
import Testing

@testable import Journal

@Suite struct DataDirectoryTests {
  @Test func `a data directory and what is in it are for its owner alone`() throws {
    let place = try TemporaryDirectory()
    let directory = try DataDirectory.create(at: place.path + "/a/b/")
    #expect(directory.path == place.path + "/a/b")
    for path in [directory.path, directory.keysPath, directory.artifactsPath] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o700, "\(path)")
    }
    #expect(try DataDirectory.create(at: directory.path) == directory)
  }

  @Test func `a file in the place of the directory is said`() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/file"
    try Data([1]).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: JournalError.self) { try DataDirectory.create(at: path) }
    #expect(error?.description.contains("a file of that name exists") == true)
    #expect(error?.description.contains(path) == true)
  }

  @Test(arguments: [0o777, 0o775, 0o1777])
  func `a directory that others may write in is refused`(mode: mode_t) throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/data"
    #expect(mkdir(path, 0o700) == 0 && chmod(path, mode) == 0)
    let error = #expect(throws: JournalError.self) { try DataDirectory.create(at: path) }
    #expect(error?.description.contains("chmod go-w \(path)") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func `a directory of another user's is refused, and a part of it that is another user's`() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/data"
    #expect(mkdir(path, 0o700) == 0 && chown(path, 65534, 65534) == 0)
    let error = #expect(throws: JournalError.self) { try DataDirectory.create(at: path) }
    #expect(error?.description.contains("belongs to user 65534") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)

    let second = try DataDirectory.create(at: place.path + "/second")
    chown(second.keysPath, 65534, 65534)
    #expect(throws: JournalError.self) { try DataDirectory.create(at: second.path) }
  }

  @Test func `a directory that others may read gets files that they may not`() throws {
    let place = try TemporaryDirectory()
    let path = place.path + "/data"
    #expect(mkdir(path, 0o755) == 0 && chmod(path, 0o755) == 0)
    let directory = try DataDirectory.create(at: path)
    chmod(directory.artifactsPath, 0o755)
    var journal: Journal? = try Journal.open(directory.lock(), percolateVersion: "test")
    func modes() throws -> [String: Int] {
      try FileManager.default.contentsOfDirectory(atPath: path).reduce(into: [:]) { modes, name in
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        modes[name] = attributes[.posixPermissions] as? Int
      }
    }
    let made = try modes()
    #expect(made["journal.sqlite"] != nil && made["lock"] != nil)
    #expect(made.values.allSatisfy { $0 & 0o077 == 0 }, "\(made)")
    try journal?.close()
    journal = nil
    // One that an earlier version left open is closed at the next start.
    chmod(directory.journalPath, 0o644)
    let lock = try directory.lock()
    #expect(try modes()["journal.sqlite"] == 0o600)
    withExtendedLifetime(lock) {}
  }

  @Test func `a symbolic link in the place of the lock, and a journal that others may write, are refused`()
    throws
  {
    let place = try TemporaryDirectory()
    let directory = try DataDirectory.create(at: place.path + "/data")
    let victim = place.path + "/victim"
    try Data("theirs".utf8).write(to: URL(fileURLWithPath: victim))
    #expect(symlink(victim, directory.lockPath) == 0)
    let link = #expect(throws: JournalError.self) { try directory.lock() }
    #expect(link?.description.contains("symbolic link") == true)
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "theirs")
    unlink(directory.lockPath)
    try Data().write(to: URL(fileURLWithPath: directory.journalPath))
    chmod(directory.journalPath, 0o666)
    let open = #expect(throws: JournalError.self) { try directory.lock() }
    #expect(open?.description.contains("other users may write it") == true)
  }

  @Test func `a directory without a journal is refused to readers`() throws {
    let place = try TemporaryDirectory()
    #expect(throws: JournalError.missing(path: place.path + "/journal.sqlite")) {
      try DataDirectory.existing(at: place.path)
    }
  }

  @Test func `a second coordinator is refused with the owner's process and host`() throws {
    let place = try TemporaryDirectory()
    let directory = try DataDirectory.create(at: place.path)
    do {
      let lock = try directory.lock()
      defer { withExtendedLifetime(lock) {} }
      let error = #expect(throws: JournalError.self) { try directory.lock() }
      let text = error?.description ?? ""
      #expect(text.contains("process id \(ProcessInfo.processInfo.processIdentifier) "))
      #expect(text.contains(ProcessInfo.processInfo.hostName))
      #expect(text.contains("stop that one first"))
    }
    _ = try directory.lock()
  }

  @Test func `a child process does not inherit the lock`() throws {
    let place = try TemporaryDirectory()
    let directory = try DataDirectory.create(at: place.path)
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let files = FileManager.default
    var closesOnExec: [Bool] = []
    for name in try files.contentsOfDirectory(atPath: "/proc/self/fd") {
      // Other tests close theirs meanwhile.
      guard let descriptor = Int32(name),
        let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"),
        target.hasSuffix(directory.lockPath)
      else { continue }
      closesOnExec.append(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
    #expect(closesOnExec == [true])
  }

  @Test(arguments: [
    ("/home/a/data", "nfs4"), ("/home", "nfs4"), ("/homes", nil), ("/home/local/x", nil),
    ("/my disk/x", "lustre"),
  ])
  func `a network file system is told from a local one`(path: String, expected: String?) {
    let table = MountTable(
      """
      /dev/sda1 / ext4 rw 0 0
      server:/home /home nfs4 rw 0 0
      /dev/sdb1 /home/local xfs rw 0 0
      a@b:/c /my\\040disk lustre rw 0 0
      broken
      """)
    #expect(table.networkType(of: path) == expected)
  }
}
