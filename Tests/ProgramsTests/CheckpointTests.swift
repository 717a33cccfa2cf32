import SweepModel
import TestSupport
import Testing

@testable import Programs

/// Checkpoints of real programs.
@Suite(.timeLimit(.minutes(5)))
struct CheckpointTests {
  /// Counts to five and saves each number; it stops where it is asked to.
  private static let counting = """
    count=0
    if [ -n "$PERCOLATE_RESTORE" ]; then count=$(cat "$PERCOLATE_RESTORE/count"); fi
    trap 'stop=yes' TERM
    while [ $count -lt 5 ]; do
      if [ "$stop" ]; then exit 75; fi
      count=$((count + 1))
      mkdir "$PERCOLATE_CHECKPOINTS/at-$count"
      echo $count > "$PERCOLATE_CHECKPOINTS/at-$count/count"
      echo "{\\"checkpoint\\":\\"at-$count\\",\\"step\\":$count}" >&3
      sleep 0.1
    done
    echo "{\\"result\\":{\\"score\\":$count}}" >&3
    """

  @Test func `a task goes on from what it saved, elsewhere`() throws {
    let sample = try Sample.shell(CheckpointTests.counting, checkpoints: true)
    let first = sample.notebook
    first.stopsWhen = { $0.checkpoints.count >= 2 }
    #expect(sample.failure(first).outcome == .handedBack)
    #expect((2...4).contains(first.checkpoints.count))
    let second = sample.notebook
    second.restored = first.checkpoints.last
    #expect(try sample.run(second) == ["score": 5])
    #expect(first.checkpoints.count + second.checkpoints.count == 5)
  }

  @Test(arguments: [
    (#"echo '{"checkpoint":"../x","step":1}' >&3; sleep 60"#, "no name of a file or folder"),
    (
      #"ln -s / "$PERCOLATE_CHECKPOINTS/a"; echo '{"checkpoint":"a","step":1}' >&3; sleep 60"#,
      "neither a file"
    ),
    (
      #"mkdir "$PERCOLATE_CHECKPOINTS/a"; ln -s / "$PERCOLATE_CHECKPOINTS/a/b"; echo '{"checkpoint":"a","step":1}' >&3; sleep 60"#,
      "neither a file"
    ),
  ])
  func `what is no checkpoint is refused`(script: String, says: String) throws {
    let found = try Sample.shell(script, checkpoints: true).failure()
    #expect(found.outcome == .failed)
    #expect(found.text.contains(says), "\(found.text)")
  }

  @Test func `a checkpoint that was only half written is never taken`() throws {
    let sample = try Sample.shell(
      #"echo half > "$PERCOLATE_CHECKPOINTS/a"; echo '{"progress":1}' >&3; kill -9 $$"#, checkpoints: true)
    let notebook = sample.notebook
    #expect(sample.failure(notebook).outcome == .crashed)
    #expect(notebook.checkpoints == [])
  }

  @Test func `one that is announced and not there is a line in the log`() throws {
    let sample = try Sample.shell(
      #"echo '{"checkpoint":"a","step":1}' >&3; echo '{"result":{"score":1}}' >&3"#, checkpoints: true)
    let notebook = sample.notebook
    #expect(try sample.run(notebook) == ["score": 1])
    #expect(notebook.lines.contains { $0.contains("no checkpoint `a` was there") })
  }

  @Test func `one that cannot be unpacked here may be elsewhere`() throws {
    let sample = try Sample.shell(CheckpointTests.counting, checkpoints: true)
    let notebook = sample.notebook
    notebook.restored = Array("damaged".utf8)
    #expect(sample.failure(notebook).outcome == .crashed)
  }
}
