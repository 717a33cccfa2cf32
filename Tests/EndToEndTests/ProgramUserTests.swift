import Foundation
import Glibc
import TestSupport
import Testing

/// `worker --programs-as`: programs with a user's rights, through coordinator and workers.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: geteuid() == 0 && getpwnam("nobody") != nil, "needs root, and a user nobody"))
struct ProgramUserTests {
  /// In /tmp, since the user has to get through the folders above the program's.
  private let place: TemporaryDirectory
  private let cluster: Cluster

  init() throws {
    place = try TemporaryDirectory(under: "/tmp")
    chmod(place.path, 0o711)
    cluster = try Cluster(data: place.path("data"))
  }

  /// A program that gives the number of things that it could do, and says which those are.
  private func study() throws -> String {
    try cluster.directory.write("content\n", to: "data")
    try cluster.directory.write(
      """
      #!/bin/sh
      n=0
      try() { "$@" > /dev/null 2>&1 && { echo "did: $*"; n=$((n+1)); }; }
      parent() { cut -d' ' -f4 "/proc/$1/stat"; }
      slot=$(parent $PPID); worker=$(parent $slot)
      read -r word < "$PERCOLATE_FILES/data"
      [ "$word" = content ] || exit 64
      try cat "$1/worker.access.json"
      try ls "$1"
      for process in $PPID $slot $worker; do
        try cat /proc/$process/environ
        try ls /proc/$process/fd
        try kill -0 $process
      done
      try touch "$1/planted"
      try touch "$PERCOLATE_FILES/planted"
      try ls "$PERCOLATE_FILES/.."
      try test "$(id -G)" != "$(id -g)"
      echo "{\\"result\\":{\\"score\\":$n}}" > /dev/fd/3
      """, to: "try.sh", mode: 0o755)
    return try cluster.directory.write(
      """
      name: burglary
      experiment:
        name: burglary
        version: 1
        command: [./try.sh, \(cluster.data)]
        files: [try.sh, data]
        working-directory: files
        parameters: {index: {kind: integer, default: 0}}
        metrics: {score: {}}
      axes: {index: {from: 1, to: 3, step: 1}}
      limits: {attempts: 1}
      """, to: "spec.yaml")
  }

  private func scores() throws -> [Int] {
    try cluster.run("tasks", "last", "--json").json()["tasks"].list.compactMap { $0["metrics"]["score"].int }
  }

  @Test func `programs of another user's reach neither keys nor data nor the worker`() throws {
    let spec = try study()
    // A further group, which the worker inherits and the program must not.
    let before = getgroups(0, nil)
    var groups = [gid_t](repeating: 0, count: Int(max(0, before)))
    #expect(getgroups(before, &groups) == before)
    #expect(setgroups(1, [7]) == 0)
    defer { setgroups(groups.count, groups) }
    try cluster.startCoordinator()
    let worker = try cluster.startWorker(
      0, slots: 2, options: ["--programs-as", "nobody"], environment: ["TMPDIR": place.path])
    let submitted = try cluster.run("submit", spec)
    #expect(submitted.ending == .code(0), "\(submitted.errors)")
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try scores() == [0, 0, 0], "\(worker.errors.text)")
    worker.send(SIGTERM)
    _ = try worker.exit()
    // With the worker's own rights the same program gets everywhere, so that a way in would be seen.
    try cluster.startWorker(1, environment: ["TMPDIR": place.path])
    let again = try cluster.run("submit", spec, "--set", "experiment.version=2")
    #expect(again.ending == .code(0), "\(again.errors)")
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try scores() == [15, 15, 15])
    #expect(try cluster.stop())
    #expect(try !place.names.contains { $0.hasPrefix("percolate-task-") })
  }

  @Test func `who cannot be run as is refused at the start`() throws {
    try cluster.startCoordinator()
    let access = cluster.data + "/worker.access.json"
    func refused(_ options: [String], wrap: [String] = [], access: String = access) throws -> String {
      let words = wrap + [ProgramUnderTest.path, "worker", "--access", access, "--slots", "1"] + options
      let answer = try Command.run(words, program: "/usr/bin/env", environment: ["TMPDIR": place.path])
      #expect(answer.ending == .code(2), "\(answer.errors)")
      return answer.errors
    }
    #expect(
      try refused(["--programs-as", "no-such-user"]).contains(
        "--programs-as: there is no user `no-such-user` on this machine"))
    #expect(try refused(["--programs-as", "root"]).contains("is root, to whom nothing is closed"))
    #expect(try refused(["--programs-as", "nobody", "--no-programs"]).contains("leave one of them out"))
    // Whoever is not root may not.
    let copy = try place.write(try String(contentsOfFile: access, encoding: .utf8), to: "copy.json")
    chown(copy, 65534, 65534)
    let daemon = try refused(
      ["--programs-as", "daemon"], wrap: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
      access: copy)
    #expect(daemon.contains("this worker may not run programs as daemon"), "\(daemon)")
    #expect(try cluster.stop())
  }
}
