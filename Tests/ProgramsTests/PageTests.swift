import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

@testable import Programs

/// docs/programs.md and the module for Python against the protocol.
@Suite(.timeLimit(.minutes(5)))
struct PageTests {
  private func page() throws -> String {
    try String(contentsOf: Checkout.file("docs/programs.md"), encoding: .utf8)
  }

  @Test func `every line of the protocol on the page is read`() throws {
    let lines = try page().split(separator: "\n").filter { $0.hasPrefix("| `{\"") }.compactMap {
      $0.split(separator: "`").dropFirst().first.map(String.init)
    }
    #expect(lines.count == 5)
    for line in lines { _ = try ProgramMessage(line: Array(line.utf8)) }
  }

  @Test func `the spec on the page is accepted without a warning`() throws {
    let block = try #require(
      page().components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "```").first)
    let sweep = try SpecParser.parse(
      Array(block.utf8), file: "docs/programs.md", catalog: ExperimentCatalog([]),
      programs: ProgramFiles(folder: "/study") { _ in
        nil
      } pack: { names, _, _ in
        #expect(names == ["train.py", "percolate_task.py"])
        return ProgramBundle(digest: Digest(of: [1]), size: 1)
      })
    #expect(sweep.warnings.map(\.description) == [])
    #expect(sweep.taskCount == 18)
  }

  @Test func `every variable that a program gets is on the page`() throws {
    let sample = try Sample.shell(
      #"env | grep -o '^PERCOLATE_[A-Z]*\|^TMPDIR\|^PATH\|^OMP[A-Z_]*'; echo '{"result":{"score":1}}' >&3"#,
      checkpoints: true)
    let notebook = sample.notebook
    notebook.stopTracker = StopTracker(StopRule(metric: "loss", condition: .below(0), count: 1))
    _ = try sample.run(notebook)
    let page = try page()
    #expect(notebook.lines.count >= 13)
    for name in notebook.lines { #expect(page.contains("`\(name)`"), "\(name)") }
  }

  /// A script with the module beside it.
  private func python(_ script: String, checkpoints: Bool = false, in place: TemporaryDirectory) throws
    -> Sample
  {
    try place.write(PythonModule.source, to: "percolate_task.py")
    try place.write("import percolate_task as task\n" + script, to: "script.py")
    return try Sample(["python3", place.path("script.py")], checkpoints: checkpoints)
  }

  @Test func `python gives metrics, files and a result, and numbers of other types`() throws {
    let place = try TemporaryDirectory()
    let sample = try python(
      """
      from fractions import Fraction
      parameters = task.parameters()
      assert parameters == {"rate": 2.0, "count": 3, "word": "a b"} and isinstance(parameters["rate"], float)
      assert (task.seed, task.replicate, task.threads, task.inside) == (5, 2, 1, True)
      task.report(1, loss=Fraction(1, 2))
      task.report(2, {"loss": True})
      task.progress(3)
      task.artifact("note", data="hello")
      task.result(score=1e-3)
      """, in: place)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 0.001])
    #expect(notebook.rows.map(\.value) == [0.5, 1])
    #expect(notebook.steps == [3])
    #expect(notebook.artifacts == ["note": Array("hello".utf8)])
  }

  @Test func `python goes on from its checkpoint, with the same bits`() throws {
    let place = try TemporaryDirectory()
    let sample = try python(
      """
      import json, random
      numbers, total, first = random.Random(task.seed), 0.0, 0
      if task.restore():
          with open(task.restore()) as file:
              total, first, state = json.load(file)
          numbers.setstate((state[0], tuple(state[1]), state[2]))
      for step in range(first, 20):
          if task.should_stop():
              task.hand_back()
          total += numbers.gauss(0, 1)
          with task.checkpoint(step) as path, open(path, "w") as file:
              json.dump([total, step + 1, numbers.getstate()], file)
          if step < 10:
              import time; time.sleep(0.05)
      task.result(score=total)
      """, checkpoints: true, in: place)
    let whole = try sample.run()
    let first = sample.notebook
    first.stopsWhen = { $0.checkpoints.count >= 3 }
    #expect(sample.failure(first).outcome == .handedBack)
    #expect(first.checkpoints.count < 20)
    let second = sample.notebook
    second.restored = first.checkpoints.last
    #expect(try sample.run(second) == whole)
    #expect(second.checkpoints.count < 20)
  }

  @Test(arguments: [
    StopRule.Condition.above(0.7), .below(0.2), .settled(within: 0.1), .steady(within: 0.15),
  ])
  func `python ends where percolate's own rule does, from any checkpoint`(condition: StopRule.Condition)
    throws
  {
    let place = try TemporaryDirectory()
    let sample = try python(
      """
      import random
      numbers = random.Random(11)
      values = [numbers.random() for _ in range(4000)]
      first = int(open(task.restore()).read()) if task.restore() else 0
      for step in range(first, 4000):
          if task.should_stop():
              task.hand_back()
          task.report(step, loss=values[step])
          if task.should_end():
              break
          if step % 50 == 49:
              with task.checkpoint(step) as path, open(path, "w") as file:
                  file.write(str(step - 20))
              import time; time.sleep(0.05)
      task.result(score=step)
      """, checkpoints: true, in: place)
    let rule = StopRule(metric: "loss", condition: condition, count: 4, after: 120)
    let whole = sample.notebook
    whole.stopTracker = StopTracker(rule)
    let result = try sample.run(whole)
    let end = try #require(whole.stopTracker?.endedAt)
    #expect(result == ["score": Double(end)] && whole.rows.last?.step == end)
    // The slot keeps what the rule has seen behind the checkpoint.
    let first = sample.notebook
    first.stopTracker = StopTracker(rule)
    first.stopsWhen = { $0.checkpoints.count >= 2 }
    guard sample.failure(first).outcome == .handedBack else { return }
    let second = sample.notebook
    second.restored = first.checkpoints.last
    second.stopTracker = first.stopTracker
    #expect(try sample.run(second) == result)
  }

  @Test(arguments: [
    (#"task.result(score=float("nan"))"#, "not a number or infinite"),
    (
      #"task.refuse("no such model")"#,
      "refused its parameters with exit code 64; its last line: no such model"
    ),
    ("raise ValueError('oh')", "exit code 1; its last line: ValueError: oh"), ("pass", "without a result"),
  ])
  func `python's mistakes are sentences`(script: String, says: String) throws {
    let place = try TemporaryDirectory()
    let found = try python(script, in: place).failure()
    #expect(found.text.contains(says), "\(found.text)")
  }
}
