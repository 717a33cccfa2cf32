import Foundation
import Glibc
import SweepModel
import TestSupport
import Testing

@testable import Programs

/// Real programs, one task each.
@Suite(.timeLimit(.minutes(5)))
struct ProgramRunTests {
  @Test func `a program gets its parameters and gives metrics, artifacts and a result`() throws {
    let sample = try Sample.shell(
      """
      echo "$PERCOLATE_PARAMETERS $PERCOLATE_SEED $PERCOLATE_REPLICATE $PERCOLATE_THREADS"
      echo '{"metrics":{"loss":0.5},"step":1}' >&3
      echo '{"progress":2}' >&3
      printf hello > "$PERCOLATE_ARTIFACTS/note"; echo '{"artifact":"note"}' >&3
      printf '{"result":{"score":0.25}}' >&3
      """)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 0.25])
    #expect(notebook.rows.map(\.name) == ["loss"])
    #expect(notebook.rows.map(\.value) == [0.5])
    #expect(notebook.steps == [2])
    #expect(notebook.artifacts == ["note": Array("hello".utf8)])
    // Real numbers have a point, whole numbers have none.
    #expect(notebook.lines == [#"{"count":3,"rate":2.0,"word":"a b"} 5 2 1"#])
  }

  @Test func `placeholders become words, whatever is in the values`() throws {
    let sample = try Sample(
      [
        "/bin/sh", "-c", #"printf '%s|' "$@"; echo '{{"result":{{"score":1}}}}' >&3"#, "sh", "--rate={rate}",
        "{word}",
        "{count}{seed}", "{{}}",
      ],
      parameters: ["rate": .real(0.5), "count": .integer(3), "word": .text("$(id); a\"b")])
    let notebook = sample.notebook
    _ = try sample.run(notebook)
    #expect(notebook.lines == [#"--rate=0.5|$(id); a"b|35|{}|"#])
  }

  @Test func `the environment is what was declared, and no descriptor leaks`() throws {
    let open = Glibc.open("/dev/null", O_RDONLY)
    defer { close(open) }
    #expect(fcntl(open, F_SETFD, 0) == 0, "inherited by whatever is started without care")
    var sample = try Sample.shell(
      """
      for file in /proc/$$/fd/*; do printf '%s ' "${file##*/}"; done; echo
      env | cut -d= -f1 | sort | tr '\\n' ' '
      echo "$SET $PASSED"
      echo '{"result":{"score":1}}' >&3
      """, environment: ["SET": .set("x=y"), "PASSED": .passed, "MISSING": .passed])
    sample.environment = ["PASSED": "from here", "SECRET": "leak"]
    let notebook = sample.notebook
    _ = try sample.run(notebook)
    let descriptors = try #require(notebook.lines.first).split(separator: " ").compactMap { Int($0) }
    #expect(descriptors.allSatisfy { $0 <= 4 || $0 == 10 }, "the shell's own beside 0 to 3: \(descriptors)")
    #expect(!descriptors.contains(Int(open)) || open <= 4)
    let names = notebook.lines[1].split(separator: " ").filter { !$0.hasPrefix("PERCOLATE_") && $0 != "_" }
    #expect(
      Set(names.map(String.init)).isSubset(of: [
        "OMP_NUM_THREADS", "PASSED", "PATH", "PWD", "SET", "TMPDIR", "x=y", "from", "here", "OLDPWD", "SHLVL",
      ]))
    #expect(notebook.lines[1].hasSuffix("x=y from here"))
  }

  @Test(arguments: [
    ("exit 0", AttemptOutcome.failed, "without a result"),
    (
      "echo no such model >&2; exit 64", .failed,
      "refused its parameters with exit code 64; its last line: no such model"
    ),
    ("exit 75", .crashed, "nothing had asked it"),
    ("echo oh; exit 9", .crashed, "exit code 9; its last line: oh"),
    ("kill -SEGV $$", .crashed, "signal 11"), ("kill -9 $$", .crashed, "SIGKILL"),
    ("echo garbage >&3; sleep 60", .failed, "no JSON, `garbage`"),
    (
      #"echo '{"result":{"other":1}}' >&3; sleep 60"#, .failed,
      "metric other, which the spec does not declare"
    ),
    (#"echo '{"result":{"scor":1}}' >&3; sleep 60"#, .failed, "did it mean score?"),
    (#"echo '{"metrics":{"score":1},"step":1}' >&3"#, .failed, "`streamed: true`"),
    (#"echo '{"result":{"loss":1}}' >&3"#, .failed, "streamed only"),
    (#"echo '{"result":{"score":NaN}}' >&3"#, .failed, "not a number"),
    (#"echo '{"result":{"score":1}}' >&3; echo '{"result":{"score":2}}' >&3"#, .failed, "second result"),
    (#"echo '{"checkpoint":"a","step":1}' >&3"#, .failed, "`checkpoints: directory`"),
    (#"echo '{"artifact":"other"}' >&3"#, .failed, "artifact other, which the spec does not declare"),
    (#"echo '{"artifact":"note"}' >&3"#, .failed, "cannot be read"),
    (
      #"ln -s /etc/passwd "$PERCOLATE_ARTIFACTS/note"; echo '{"artifact":"note"}' >&3"#, .failed,
      "symbolic link"
    ),
    (#"echo '{"artifact":"note","file":"../taken/x"}' >&3"#, .failed, "leads out"),
    (
      #"mkfifo "$PERCOLATE_ARTIFACTS/note"; echo '{"artifact":"note"}' >&3; sleep 60"#, .failed,
      "no regular file"
    ),
  ])
  func `each way to end badly has its own sentence`(script: String, outcome: AttemptOutcome, says: String)
    throws
  {
    let found = try Sample.shell(script).failure()
    #expect(found.outcome == outcome, "\(found.text)")
    #expect(found.text.contains(says), "\(found.text)")
  }

  @Test func `programs that cannot be started are told apart`() throws {
    let place = try TemporaryDirectory()
    let data = try place.write("#!/bin/sh\n", to: "data")
    let noInterpreter = try place.writeScript("#!/no/such/shell\n", to: "odd")
    let nothing = try place.writeScript("\u{1}\u{2}", to: "nothing")
    for (command, says) in [
      (["no-such-program"], "there is no program `no-such-program` on this worker"),
      (["/no/such/program"], "there is no program `/no/such/program`"), ([data], "is not executable"),
      ([place.path], "is not executable"), ([noInterpreter], "names an interpreter"),
      ([nothing], "`#!/bin/sh`"),
    ] {
      let found = try Sample(command).failure()
      #expect(found.outcome == .crashed)
      #expect(found.text.contains(says), "\(found.text)")
    }
    let found = try Sample(["true"], folder: "/no/such/folder").failure()
    #expect(found.text.contains("working-directory `/no/such/folder`"), "\(found.text)")
  }

  @Test func `a gigabyte on stdout is a log of bounded size`() throws {
    let sample = try Sample.shell(
      #"yes | head -c 1000000000; head -c 20000000 /dev/zero; echo; echo last; echo '{"result":{"score":1}}' >&3"#
    )
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 1])
    #expect(notebook.lines.last == "last")
    #expect(notebook.lines.contains { $0.hasSuffix("lines were left out here") })
  }

  @Test func `a gigabyte on the private descriptor ends the program at once`() throws {
    let endless = try Sample.shell("head -c 1000000000 /dev/zero >&3; echo still here")
    let notebook = endless.notebook
    let found = endless.failure(notebook)
    #expect(found.outcome == .failed)
    #expect(found.text.contains("without the end of a line"), "\(found.text)")
    #expect(notebook.lines == [])
    #expect(try Sample.shell("yes >&3").failure().text.contains("no JSON, `y`"))
  }

  @Test func `whatever a program leaves behind is ended, in its group and out of it`() throws {
    let place = try TemporaryDirectory()
    let sample = try Sample.shell(
      """
      sleep 1000 & echo $! > \(place.path)/inside
      setsid sh -c 'echo $$ > \(place.path)/outside; exec sleep 1000' &
      (setsid sh -c 'sh -c "echo \\$\\$ > \(place.path)/daemon; exec sleep 1000" & exit') &
      while [ ! -s \(place.path)/outside ] || [ ! -s \(place.path)/daemon ]; do sleep 0.01; done
      echo '{"result":{"score":1}}' >&3
      """)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 1])
    for name in ["inside", "outside", "daemon"] {
      let process = try #require(pid_t(place.read(name).trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(process, 0) != 0, "\(name) lives")
    }
    #expect(notebook.lines.contains { $0.contains("left behind had to be ended") }, "\(notebook.lines)")
  }

  @Test func `asked to stop, a program gets SIGTERM, with all of its group`() throws {
    let sample = try Sample.shell(
      """
      trap 'echo asked; exit 75' TERM
      echo '{"progress":1}' >&3
      sleep 1000 & wait
      """)
    let notebook = sample.notebook
    notebook.stopsWhen = { !$0.steps.isEmpty }
    #expect(sample.failure(notebook).outcome == .handedBack)
    #expect(notebook.lines.first == "asked")
  }

  @Test func `memory of all that a program starts counts`() throws {
    let sample = try Sample.shell(
      #"python3 -c 'b = bytearray(200 << 20); import time; time.sleep(1000)' & wait"#,
      environment: ["PATH": .set(ProcessInfo.processInfo.environment["PATH"] ?? "")])
    let notebook = sample.notebook
    notebook.memoryLimit = 100 << 20
    let found = sample.failure(notebook)
    #expect(found.outcome == .outOfMemory, "\(found.text)")
  }

  @Test func `scratch folders are gone after the task`() throws {
    let place = try TemporaryDirectory()
    var sample = try Sample.shell(#"pwd; mkdir a; chmod 0 a; echo '{"result":{"score":1}}' >&3"#)
    sample.environment = ["TMPDIR": place.path]
    let notebook = sample.notebook
    _ = try sample.run(notebook)
    #expect(notebook.lines.first?.hasPrefix(place.path) == true)
    #expect(try place.names == [])
  }
}
