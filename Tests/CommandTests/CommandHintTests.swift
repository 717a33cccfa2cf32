import SweepModel
import Testing

@testable import percolate

struct CommandHintTests {
  @Test func `carry what was given, quoted for a shell`() {
    let given = ["percolate", "run", "a b.yaml", "--data", "my data", "--workers", "2"]
    #expect(CommandHint.line(["retry", "last"], given: given) == "percolate retry last --data 'my data'")
    #expect(
      CommandHint.line(["run", "a b.yaml", "--set", "axes.x=[1, 2]"], given: given)
        == "percolate run 'a b.yaml' --set 'axes.x=[1, 2]' --data 'my data'")
    #expect(CommandHint.line(["experiments"], given: given) == "percolate experiments")
    #expect(CommandHint.line(["retry", "x"], given: ["percolate", "run"]) == "percolate retry x")
  }

  @Test func `the last of several counts, and --access goes where it is taken`() {
    let given = ["percolate", "watch", "--data=old", "--data", "new", "--access", "a.json"]
    #expect(CommandHint.line(["tasks", "1"], given: given) == "percolate tasks 1 --data new --access a.json")
    #expect(CommandHint.line(["plan", "s"], given: given) == "percolate plan s --data new")
    #expect(CommandHint.line(["plan", "s", "--data", "x"], given: given) == "percolate plan s --data x")
    #expect(CommandHint.line(["wait"], given: ["percolate", "--", "--data", "x"]) == "percolate wait")
    #expect(CommandHint.line(["wait"], given: ["percolate", "wait", "--data"]) == "percolate wait")
  }

  @Test func `sentences of a coordinator are completed`() {
    let given = ["percolate", "explain", "0a", "--data", "d$1"]
    #expect(
      CommandHint.completed("It failed. `percolate retry 0a` runs it again.", given: given)
        == "It failed. `percolate retry 0a --data 'd$1'` runs it again.")
    #expect(CommandHint.completed("`percolate --version`", given: given) == "`percolate --version`")
    #expect(CommandHint.completed("no command", given: given) == "no command")
    #expect(
      CommandHint.completed("`percolate wait --data x`", given: given) == "`percolate wait --data x`")
  }

  @Test func `steps are told as far as they are known`() {
    #expect(StepCount.text(120, of: 5000) == "120 of 5000")
    #expect(StepCount.text(nil, of: 5000) == "0 of 5000")
    #expect(StepCount.text(120, of: nil) == "120")
    #expect(StepCount.text(nil, of: nil) == "-")
    #expect(StepCount.text(6000, of: 5000) == "6000")
    #expect(StepCount.total(of: "diffusion", ["batches": .integer(300)]) == 300)
    #expect(StepCount.total(of: "overlap", [:]) == nil)
    #expect(StepCount.total(of: "diffusion", [:]) == nil)
  }
}
