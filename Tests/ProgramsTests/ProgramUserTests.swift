import Foundation
import Glibc
import SweepModel
import TestSupport
import Testing

@testable import Programs

/// Why programs cannot be run as another user here; nil where they can.
private let obstacle: String? =
  geteuid() != 0
  ? "only root runs programs as another user"
  : (try? ProgramUser(named: "nobody")) == nil ? "this machine has no user nobody" : nil

/// Programs with the rights of another user: real ones, so these tests need root.
@Suite(.timeLimit(.minutes(5)), .enabled(if: obstacle == nil, "\(obstacle ?? "")"))
struct ProgramUserTests {
  private let user: ProgramUser
  /// A folder that it can get through, and a file in it that is this process's alone.
  private let place: TemporaryDirectory

  init() throws {
    user = try ProgramUser(named: "nobody")
    place = try TemporaryDirectory(under: "/tmp")
    chmod(place.path, 0o711)
    try place.write("the key", to: "secret")
  }

  private func sample(_ script: String, checkpoints: Bool = false, as user: ProgramUser?) throws -> Sample {
    var sample = try Sample.shell(script, checkpoints: checkpoints)
    sample.user = user
    sample.environment = ["TMPDIR": place.path, "HOME": "/root", "PATH": "/usr/bin:/bin"]
    return sample
  }

  /// What a program prints that gives a result.
  private func lines(_ script: String, as user: ProgramUser?) throws -> [String] {
    let sample = try sample(script + "\necho '{\"result\":{\"score\":1}}' >&3", as: user)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 1])
    return notebook.lines
  }

  /// Prints each thing that it was able to do.
  private var burglary: String {
    """
    try() { "$@" > /dev/null 2>&1 && echo "$*"; }
    keeper=$PPID
    worker=\(getpid())
    try cat \(place.path)/secret
    try ls \(place.path)
    try ls /proc/$worker/fd
    try cat /proc/$worker/environ
    try cat /proc/$keeper/environ
    try ls /proc/$keeper/fd
    try kill -0 $worker
    try kill -0 $keeper
    try touch \(place.path)/planted
    try mv "$PERCOLATE_ARTIFACTS" "$PERCOLATE_ARTIFACTS-2"
    try ls "$TMPDIR/.."
    true
    """
  }

  @Test func `a program of another user's reaches nothing of the worker's`() throws {
    #expect(try lines(burglary, as: user) == [])
    // The same with the worker's rights gets everywhere, so that this would be seen.
    #expect(try lines(burglary, as: nil).count == 11)
  }

  @Test func `it has that user's groups and home, no capability, and gets none back`() throws {
    let printed = try lines(
      #"""
      id -u; id -g; id -G; echo "$HOME $USER $LOGNAME"
      grep -E '^(Uid|Gid|Cap(Inh|Prm|Eff|Amb)|NoNewPrivs):' /proc/self/status
      for folder in . "$TMPDIR" "$PERCOLATE_ARTIFACTS"; do stat -c '%U %a' "$folder"; touch "$folder/x" || echo closed; done
      for file in /proc/self/fd/*; do printf '%s ' "${file##*/}"; done; echo
      """#, as: user)
    #expect(Array(printed.prefix(3)) == ["\(user.id)", "\(user.group)", "\(user.group)"])
    #expect(printed[3] == "\(user.home) \(user.name) \(user.name)")
    let ids = String(repeating: "\t\(user.id)", count: 4)
    let groups = String(repeating: "\t\(user.group)", count: 4)
    #expect(printed[4] == "Uid:\(ids)" && printed[5] == "Gid:\(groups)")
    #expect(printed[6..<10].allSatisfy { $0.hasSuffix("\t0000000000000000") }, "\(printed)")
    #expect(printed[10] == "NoNewPrivs:\t1")
    #expect(Array(printed[11..<14]) == Array(repeating: "\(user.name) 700", count: 3))
    #expect(printed[14].split(separator: " ").allSatisfy { Int($0).map { $0 <= 4 || $0 == 10 } == true })
  }

  @Test func `it may open its outputs anew, and what it started is ended`() throws {
    let mark = place.path("mark")
    try place.write("", to: "mark")
    chmod(mark, 0o666)
    let sample = try sample(
      """
      echo printed > /dev/stdout
      setsid sh -c 'trap "" TERM; echo $$ > \(mark); while :; do sleep 1; done' &
      while [ ! -s \(mark) ]; do sleep 0.01; done
      echo '{"result":{"score":2}}' > /dev/fd/3
      """, as: user)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 2])
    #expect(notebook.lines.first == "printed")
    let process = try #require(pid_t(place.read("mark").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, 0) != 0, "it lives")
    #expect(try !place.names.contains { $0.hasPrefix("percolate-task-") })
  }

  @Test func `checkpoints and artifacts come from it, and a checkpoint is its own when it goes on`() throws {
    let script = """
      mkdir -m 700 "$PERCOLATE_CHECKPOINTS/a"; umask 077
      if [ -n "$PERCOLATE_RESTORE" ]; then cp "$PERCOLATE_RESTORE/state" . && echo more >> "$PERCOLATE_RESTORE/state"; fi
      cat state 2> /dev/null > "$PERCOLATE_CHECKPOINTS/a/state"; echo line >> "$PERCOLATE_CHECKPOINTS/a/state"
      cp "$PERCOLATE_CHECKPOINTS/a/state" "$PERCOLATE_ARTIFACTS/note"
      echo '{"checkpoint":"a","step":1}' >&3; echo '{"artifact":"note"}' >&3; echo '{"result":{"score":1}}' >&3
      """
    let sample = try sample(script, checkpoints: true, as: user)
    let first = sample.notebook
    _ = try sample.run(first)
    #expect(first.artifacts["note"] == Array("line\n".utf8))
    let second = sample.notebook
    second.restored = first.checkpoints.last
    _ = try sample.run(second)
    #expect(second.artifacts["note"] == Array("line\nline\n".utf8))
    #expect(second.lines == [], "it could not write to what it got")
  }

  @Test func `files that are not the program's own are not taken`() throws {
    mkdir(place.path("artifacts"), 0o755)
    try place.write("root's", to: "artifacts/note")
    #expect(
      try InnerFile.read("note", below: place.path("artifacts"), limit: 9, owner: 0) == Array("root's".utf8))
    for read in [
      { _ = try InnerFile.read("note", below: place.path("artifacts"), limit: 9, owner: user.id) },
      { _ = try CheckpointArchive.pack("artifacts", in: place.path, limit: 9, owner: user.id) },
    ] {
      let error = #expect(throws: FileProblem.self) { try read() }
      #expect(error?.description.contains("belongs to another user") == true)
    }
  }

  @Test func `who cannot be run as is refused with a sentence`() throws {
    for (name, says) in [
      ("no-such-user", "there is no user `no-such-user` on this machine"),
      ("root", "to whom nothing is closed"),
      ("0", "to whom nothing is closed"),
    ] {
      let error = #expect(throws: ProgramUser.Problem.self) { try ProgramUser(named: name) }
      #expect(error?.description.contains(says) == true)
    }
    #expect(try ProgramUser(named: "\(user.id)") == user)
    #expect(ProgramUser(word: user.word) == user)
    #expect(ProgramUser(word: "root:0:0:0:/root") == nil)
    try user.check(in: place.path)
    #expect(try place.names == ["secret"])
    chmod(place.path, 0o700)
    let closed = #expect(throws: ProgramUser.Problem.self) { try user.check(in: place.path) }
    #expect(closed?.description.contains("set TMPDIR to a folder") == true)
    chmod(place.path("secret"), 0o644)
    let open = #expect(throws: ProgramUser.Problem.self) {
      try user.check(in: "/tmp", secrets: [place.path("secret")])
    }
    #expect(open?.description.contains("may read \(place.path)/secret") == true)
  }

  @Test func `what it cannot enter or run is said with its name`() throws {
    let script = try place.writeScript("#!/bin/sh\n", to: "script")
    for (command, folder, says) in [
      ([script], nil, "is not executable by nobody"), (["true"], place.path, nil),
      (["true"], "/root", "cannot be entered by nobody"),
    ] as [([String], String?, String?)] {
      var sample = try Sample(command, folder: folder)
      sample.user = user
      sample.environment = ["TMPDIR": place.path]
      let found = sample.failure()
      #expect(found.text.contains(says ?? "without a result"), "\(found.text)")
    }
  }

  @Test func `the program's files are in its reach, and others' are not`() throws {
    try place.write("content", to: "data")
    let bytes = try FileBundle.pack(["data"], in: place.path, excluding: [])
    let cache = BundleCache(environment: ["TMPDIR": place.path], user: user)
    let held = try cache.add(bytes, ProgramBundle(digest: Digest(of: bytes), size: bytes.count))
    let printed = try lines(
      "cat \(held.path)/data; echo; ls \(held.path)/.. || echo closed; touch \(held.path)/x || echo closed",
      as: user)
    #expect(printed.first == "content")
    #expect(printed.count { $0 == "closed" } == 2, "\(printed)")
    #expect(try place.mode("percolate-0-as-\(user.id)") == 0o710)
  }
}
