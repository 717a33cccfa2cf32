import Glibc
import Platform
import SweepModel
import Testing

@testable import Programs

/// How a task ends by how its program ended.
struct ProgramVerdictTests {
  private func verdict(
    _ ending: ProcessEnding, asked: Bool = false, saved: Bool = false, seconds: Double = 1,
    result: [String: Double]? = nil
  ) -> ProgramVerdict {
    ProgramVerdict(
      ending: ending, wasAsked: asked, hasSaved: saved, seconds: seconds, result: result, lastWords: "the end"
    )
  }

  private func outcome(_ verdict: ProgramVerdict) -> AttemptOutcome? {
    do {
      _ = try verdict.metrics()
      return .finished
    } catch let broke as TaskBroke { return broke.outcome } catch is TaskFailure { return .failed } catch {
      return error is TaskInterrupted ? .handedBack : nil
    }
  }

  @Test func `a result counts with exit code 0 alone`() throws {
    #expect(try verdict(.exited(0), result: ["a": 1]).metrics() == ["a": 1])
    // Asked to stop, it came to its end all the same.
    #expect(outcome(verdict(.exited(0), asked: true, result: ["a": 1])) == .finished)
    #expect(outcome(verdict(.exited(1), result: ["a": 1])) == .crashed)
    #expect(outcome(verdict(.signalled(SIGSEGV), result: ["a": 1])) == .crashed)
  }

  @Test func `what would come back in every attempt fails at once`() {
    #expect(outcome(verdict(.exited(0))) == .failed)
    #expect(outcome(verdict(.exited(64))) == .failed)
    #expect(outcome(verdict(.exited(1))) == .crashed)
  }

  @Test func `whoever was asked to stop hands back, however it ends`() {
    for ending in [
      ProcessEnding.exited(0), .exited(1), .exited(75), .exited(64), .signalled(SIGTERM), .signalled(SIGKILL),
    ] {
      #expect(outcome(verdict(ending, asked: true)) == .handedBack)
    }
  }

  @Test func `a task comes back unasked only where it got further`() {
    #expect(outcome(verdict(.exited(75))) == .crashed)
    #expect(outcome(verdict(.exited(75), saved: true)) == .handedBack)
  }

  @Test func `a SIGTERM of somebody else is held against nobody, unless it comes at once`() {
    #expect(outcome(verdict(.signalled(SIGTERM), seconds: 60)) == .handedBack)
    #expect(outcome(verdict(.signalled(SIGTERM), seconds: 0.1)) == .crashed)
    #expect(outcome(verdict(.signalled(SIGKILL), seconds: 60)) == .crashed)
  }

  @Test func `sentences have the program's last words`() {
    let error = #expect(throws: TaskBroke.self) { try verdict(.exited(3)).metrics() }
    #expect(error?.description == "the program ended with exit code 3; its last line: the end")
  }
}
