import Foundation
import SweepModel
import Testing

@testable import Experiments

struct ProbeOutcomeTests {
  @Test func `fail is an error with a sentence`() {
    let experiment = ProbeExperiment()
    let error = #expect(throws: TaskFailure.self) {
      try experiment.run(RecordingContext(experiment, ["outcome": .text("fail")]))
    }
    #expect(error?.description.contains("outcome is fail") == true)
  }

  @Test func `crash ends the process by SIGABRT`() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      let experiment = ProbeExperiment()
      _ = try experiment.run(RecordingContext(experiment, ["outcome": .text("crash")]))
    }
  }

  @Test func `hang stays until something kills the process, whatever shouldStop says`() async {
    await #expect(processExitsWith: .signal(SIGALRM)) {
      // A timer of the kernel stands for the supervisor; on return the process would leave with 0.
      var timer = itimerval(
        it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: 100_000))
      setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
      let experiment = ProbeExperiment()
      let context = RecordingContext(experiment, ["outcome": .text("hang")])
      context.stopAfter = 0
      _ = try experiment.run(context)
    }
  }

  @Test func `memory dies of the address-space limit`() async {
    await #expect(processExitsWith: .failure) {
      var limit = rlimit(rlim_cur: 1 << 30, rlim_max: 1 << 30)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let experiment = ProbeExperiment()
      do {
        _ = try experiment.run(RecordingContext(experiment, ["outcome": .text("memory")]))
      } catch {
        // Reaching the probe's own cap would be the wrong end.
        exit(0)
      }
    }
  }

  @Test func `memory gives up at half of the machine, and at 64 GiB`() {
    #expect(ProbeMemory.cap(pages: 2_097_152, pageSize: 4096) == 4_294_967_296)
    #expect(ProbeMemory.cap(pages: 1 << 40, pageSize: 4096) == ProbeMemory.hardCap)
    #expect(ProbeMemory.cap(pages: -1, pageSize: 4096) == 16_777_216)
    #expect(ProbeMemory.cap(pages: .max, pageSize: 4096) == 16_777_216)
  }

  @Test func `a probability is drawn once per task`() throws {
    let experiment = ProbeExperiment()
    func fails(_ index: Int) -> Bool {
      let given: Parameters = [
        "outcome": .text("fail"), "probability": .real(0.25), "index": .integer(index),
      ]
      return (try? experiment.run(RecordingContext(experiment, given))) == nil
    }
    let failed = (0..<400).filter(fails)
    // 100 expected with a standard deviation of 8.7.
    #expect((65...135).contains(failed.count))
    #expect((0..<400).filter(fails) == failed)
    let never: Parameters = ["outcome": .text("crash"), "probability": .real(0)]
    #expect(try experiment.run(RecordingContext(experiment, never))["steps"] == 0)
  }
}
