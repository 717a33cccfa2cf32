internal import CKeeper
internal import Glibc
internal import Platform

/// The user whose rights programs have, where that is not the worker's own.
package struct ProgramUser: Hashable, Sendable {
  /// Why programs cannot be run as a user here, as a sentence.
  package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
  }

  package var name: String
  package var id: UInt32
  /// Its first group, and all that it is in.
  package var group: UInt32
  package var groups: [UInt32]
  /// An absolute path.
  package var home: String

  /// A user of this machine.
  ///
  /// - Parameter name: as the system knows it, or its number.
  /// - Throws: ``Problem`` where there is none, and where it is no other than who runs this process.
  package init(named name: String) throws(Problem) {
    guard let found = ProgramUser.entry(name) else {
      throw Problem(
        description:
          "there is no user `\(name)` on this machine; make one, as with `useradd --system`, or name another"
      )
    }
    guard found.id != 0 else {
      throw Problem(
        description: "`\(name)` is root, to whom nothing is closed; name a user for programs alone")
    }
    guard found.id != geteuid() else {
      throw Problem(
        description: "`\(name)` runs this worker, whose keys its programs could read; name another user")
    }
    self = found
    groups = ProgramUser.groups(of: found)
    guard !groups.contains(0) else {
      throw Problem(
        description: "`\(name)` is in root's group, which may read what is root's; name another user")
    }
  }

  /// As one word, for a slot's command line.
  package var word: String {
    "\(name):\(id):\(group):\(groups.map(String.init).joined(separator: ",")):\(home)"
  }

  /// Reads ``word`` back; nil where this is none.
  package init?(word: String) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, let id = UInt32(parts[1]), id != 0, let group = UInt32(parts[2]) else {
      return nil
    }
    groups = parts[3].split(separator: ",").compactMap { UInt32($0) }
    (name, self.id, self.group, home) = (parts[0], id, group, parts[4])
    guard self.word == word else { return nil }
  }

  private init(_ entry: passwd) {
    name = String(cString: entry.pw_name)
    id = entry.pw_uid
    group = entry.pw_gid
    groups = [entry.pw_gid]
    let home = String(cString: entry.pw_dir)
    self.home = home.hasPrefix("/") ? home : "/"
  }

  private static func entry(_ name: String) -> ProgramUser? {
    var found = passwd()
    var pointer: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 16)
    let code =
      if let number = uid_t(name) {
        getpwuid_r(number, &found, &buffer, buffer.count, &pointer)
      } else {
        getpwnam_r(name, &found, &buffer, buffer.count, &pointer)
      }
    guard code == 0, pointer != nil else { return nil }
    return ProgramUser(found)
  }

  private static func groups(of user: ProgramUser) -> [UInt32] {
    var count: Int32 = 64
    while true {
      var groups = [gid_t](repeating: 0, count: Int(count))
      let before = count
      if getgrouplist(user.name, user.group, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
      // It has said how many there are.
      count = max(count, before * 2)
    }
  }

  /// Tries what a worker does with it: to start and end a program, and to give it folders.
  ///
  /// - Parameters:
  ///   - parent: a folder for temporary files.
  ///   - secrets: files that it must not be able to read.
  package func check(in parent: String = Scratch.standardParent(), secrets: [String] = []) throws(Problem) {
    let code = withPointer { user in user.map { percolate_try_user($0) } ?? EINVAL }
    guard code == 0 else {
      throw Problem(
        description:
          "this worker may not run programs as \(name): \(Errno.text(code)); start it as root, or leave out "
          + "--programs-as")
    }
    for path in secrets where mayRead(path) {
      throw Problem(
        description:
          "\(name) may read \(path), which programs must not; run `chmod 600 \(path)`, or name another user")
    }
    do {
      let scratch = try Scratch(in: parent, for: self)
      defer { scratch.remove() }
      let command = ProgramCommand(
        path: "/bin/sh", arguments: ["sh", "-c", ":"], environment: [], folder: scratch.paths.work)
      let program = try KeptProgram(command, as: self)
      if case .notStarted(let code, .folder) = program.firstNews() {
        throw Problem(
          description:
            "\(name) cannot get into folders in \(parent), where programs start: \(Errno.text(code)); set TMPDIR "
            + "to a folder that \(name) can get through, such as /tmp")
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(description: "programs cannot be run as \(name): \(error)")
    }
  }

  /// Whether a file's owner and mode let it read a file.
  private func mayRead(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    if status.st_uid == id { return status.st_mode & 0o400 != 0 }
    if groups.contains(status.st_gid) { return status.st_mode & 0o040 != 0 }
    return status.st_mode & 0o004 != 0
  }

  /// Calls a body with the user as C has it; with NULL where there is none.
  static func withPointer<Result>(
    _ user: ProgramUser?, _ body: (UnsafePointer<percolate_user>?) -> Result
  ) -> Result {
    guard let user else { return body(nil) }
    return user.withPointer(body)
  }

  private func withPointer<Result>(_ body: (UnsafePointer<percolate_user>?) -> Result) -> Result {
    groups.withUnsafeBufferPointer { groups in
      var user = percolate_user(
        user: id, group: group, groups: groups.baseAddress, group_count: groups.count)
      return body(&user)
    }
  }
}
