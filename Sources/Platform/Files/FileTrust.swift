internal import Glibc

/// Whose a file or directory is and who else may touch it: what has to be known before a secret is read from
/// it or written into it.
///
/// Made from an open descriptor wherever the file is used afterwards, since a path may name another file a
/// moment later.
package struct FileTrust: Equatable, Sendable {
  package enum Kind: Sendable { case file, directory, other }

  package var kind: Kind
  package var owner: UInt32
  /// Permissions, the sticky bit included.
  package var mode: UInt32

  package init(kind: Kind, owner: UInt32, mode: UInt32) {
    self.kind = kind
    self.owner = owner
    self.mode = mode
  }

  /// Looks at an open file; nil where that fails, with errno.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Looks at what a path leads to; nil where that fails, with errno.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      default: .other
      }
    self.init(kind: kind, owner: status.st_uid, mode: status.st_mode & 0o7777)
  }

  /// Why secrets must not be kept in this directory; nil where they may.
  ///
  /// - Parameters:
  ///   - path: what to call it.
  ///   - user: the effective user id of this process.
  ///   - allowsSticky: whether a directory such as /tmp will do, where nobody can replace others' files but
  ///     everybody can add some.
  package func directoryProblem(_ path: String, user: UInt32 = geteuid(), allowsSticky: Bool) -> String? {
    guard kind == .directory else { return "a file of that name exists" }
    if let problem = ownerProblem(user) { return problem }
    let isSticky = mode & 0o1000 != 0
    if mode & 0o022 != 0, !(isSticky && allowsSticky) {
      return "other users may write in it (mode \(octal)), so they could replace keys and results; "
        + "run `chmod go-w \(path)`, or choose another directory"
    }
    return nil
  }

  /// Why the secret in this file is none; nil where it is.
  ///
  /// A mounted Kubernetes secret is a file of root's that its reader's group may read.
  package func secretProblem(_ path: String, user: UInt32 = geteuid()) -> String? {
    guard kind == .file else { return "it is no regular file" }
    if let problem = ownerProblem(user) { return problem }
    if mode & 0o022 != 0 {
      return "others may write it (mode \(octal)); make a new key, since this one may be known: "
        + "`percolate keys add`"
    }
    if mode & (owner == 0 ? 0o004 : 0o044) != 0 {
      return "others may read it (mode \(octal)); run `chmod 600 \(path)`"
    }
    return nil
  }

  /// Why this file is not taken for one of this user's own; nil where it is.
  package func ownFileProblem(_ path: String, user: UInt32 = geteuid()) -> String? {
    guard kind == .file else { return "it is no regular file" }
    if let problem = ownerProblem(user) { return problem }
    return mode & 0o022 == 0
      ? nil : "other users may write it (mode \(octal)); run `chmod go-w \(path)` if you trust what is in it"
  }

  private func ownerProblem(_ user: UInt32) -> String? {
    owner == user || owner == 0
      ? nil
      : "it belongs to user \(owner), and this process is user \(user); run as its owner, or choose another place"
  }

  private var octal: String { String(mode, radix: 8) }
}
