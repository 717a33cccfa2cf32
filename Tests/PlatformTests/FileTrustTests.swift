import Foundation
import Testing

@testable import Platform

/// What is trusted with secrets, by owner and mode.
@Suite struct FileTrustTests {
  /// Owner, mode, this process's user; whether the directory will do, and whether in the style of /tmp.
  @Test(
    arguments: [
      (1000, 0o700, 1000, true, true), (1000, 0o755, 1000, true, true), (0, 0o755, 1000, true, true),
      (1000, 0o775, 1000, false, false), (1000, 0o707, 1000, false, false), (0, 0o1777, 1000, false, true),
      (1001, 0o700, 1000, false, false), (1000, 0o700, 0, false, false), (1001, 0o1777, 1000, false, false),
    ] as [(UInt32, UInt32, UInt32, Bool, Bool)])
  func `directories of others, or that others write in, are refused`(
    owner: UInt32, mode: UInt32, user: UInt32, isGood: Bool, isGoodForAdding: Bool
  ) {
    let trust = FileTrust(kind: .directory, owner: owner, mode: mode)
    #expect((trust.directoryProblem("d", user: user, allowsSticky: false) == nil) == isGood)
    #expect((trust.directoryProblem("d", user: user, allowsSticky: true) == nil) == isGoodForAdding)
  }

  @Test(
    arguments: [
      (1000, 0o600, 1000, true), (1000, 0o400, 1000, true), (1000, 0o640, 1000, false),
      (1000, 0o604, 1000, false), (1000, 0o620, 1000, false), (1000, 0o602, 1000, false),
      (0, 0o640, 1000, true), (0, 0o440, 1000, true), (0, 0o644, 1000, false), (0, 0o660, 1000, false),
      (1001, 0o600, 1000, false), (1001, 0o600, 0, false), (0, 0o600, 0, true),
    ] as [(UInt32, UInt32, UInt32, Bool)])
  func `a secret is one that its owner alone reads, or root and a group`(
    owner: UInt32, mode: UInt32, user: UInt32, isGood: Bool
  ) {
    let trust = FileTrust(kind: .file, owner: owner, mode: mode)
    #expect((trust.secretProblem("f", user: user) == nil) == isGood)
  }

  @Test func `what is no file or no directory is neither`() {
    for kind in [FileTrust.Kind.other, .directory] {
      #expect(FileTrust(kind: kind, owner: 1, mode: 0o600).secretProblem("f", user: 1) != nil)
      #expect(FileTrust(kind: kind, owner: 1, mode: 0o600).ownFileProblem("f", user: 1) != nil)
    }
    let file = FileTrust(kind: .file, owner: 1, mode: 0o700)
    #expect(file.directoryProblem("f", user: 1, allowsSticky: true) != nil)
    #expect(FileTrust(path: "/dev/null")?.kind == .other)
    #expect(FileTrust(path: "/nonexistent") == nil)
  }
}
