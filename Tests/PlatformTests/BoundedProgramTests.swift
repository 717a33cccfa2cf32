import Platform
import TestSupport
import Testing

struct BoundedProgramTests {
  private func run(_ script: String, input: String = "", memory: Int = 1 << 30) throws
    -> BoundedProgram.Outcome
  {
    try BoundedProgram("/bin/sh", ["-c", script], memory: memory, seconds: 60).run(input: Array(input.utf8))
  }

  @Test func `what a program prints and how it ends is told`() throws {
    let outcome = try run("cat; echo no >&2; exit 7", input: "yes")
    #expect(outcome == .ended(.exited(7), output: Array("yes".utf8), errors: Array("no\n".utf8)))
    #expect(try run("kill -15 $$") == .ended(.signalled(15), output: [], errors: []))
  }

  @Test func `more than pipes hold goes both ways`() throws {
    let text = String(repeating: "0123456789", count: 100_000)
    #expect(try run("cat", input: text) == .ended(.exited(0), output: Array(text.utf8), errors: []))
  }

  @Test func `bounds on time and output end a program`() throws {
    let endless = BoundedProgram("/bin/sleep", ["1000"], memory: 1 << 30, seconds: 0.1)
    #expect(try endless.run(input: []) == .outOfTime)
    #expect(try run("yes") == .tooMuchOutput)
  }

  @Test func `memory is bounded`() throws {
    let outcome = try run("ulimit -v", memory: 100 << 20)
    #expect(outcome == .ended(.exited(0), output: Array("\((100 << 20) / 1024)\n".utf8), errors: []))
  }

  @Test func `a program that is not there is told`() {
    let program = BoundedProgram("/absent/program", [], memory: 1 << 30, seconds: 1)
    #expect(throws: SystemError.self) { try program.run(input: []) }
    #expect(BoundedProgram.find("sh") != nil && BoundedProgram.find("no-such-program") == nil)
  }
}
