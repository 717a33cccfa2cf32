internal import ZeroMQ

/// How many files a command needs to have open at once.
enum OpenFiles {
  /// A command that asks or prints something.
  static let forAnyCommand = 64
  /// A coordinator with a few workers, or a worker with a few slots.
  static let forServers = 256
  /// The ends of a slot's three pipes and its processor's lock.
  static let forEachSlot = 4

  /// Raises the limit of this process as far as it may.
  ///
  /// - Throws: ``Problem`` where that is not enough: libraries end the process, without a word, where they
  ///   cannot open their own few.
  static func require(_ count: Int, for what: String) throws {
    let limit = DescriptorLimit.raise().soft
    guard limit >= count else {
      throw Problem(
        ExitStatus.someFailed,
        "only \(limit) files may be open at once, and \(what) needs \(count); raise the hard limit: "
          + "`ulimit -Hn` in the shell, LimitNOFILE= in a systemd unit, --ulimit nofile= of a container")
    }
  }
}
