import Allocation
import Foundation
import TestSupport
import Testing

@testable import percolate

/// What is made of answers of Slurm's commands, honest ones and others. The commands are scripts.
@Suite struct SlurmBatchSystemTests {
  private let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  private func program(_ script: String) throws -> String {
    try place.writeScript("#!/bin/sh\n\(script)\n", to: "program-\(UUID().uuidString)")
  }

  private func submit(_ script: String, patience: Double = 20) throws -> SubmitOutcome {
    var system = SlurmBatchSystem(script: "job.sbatch")
    system.sbatch = try program(script)
    system.patience = patience
    return system.submit("percolate-q-n-1", excluding: ["n1", "n2"])
  }

  private func list(_ script: String) throws -> Result<[BatchJob], BatchProblem> {
    var system = SlurmBatchSystem(script: "job.sbatch")
    system.squeue = try program(script)
    return system.jobs(named: "percolate-q-n-")
  }

  @Test func `a job's number is taken from what sbatch prints, with its name and the nodes to leave out`()
    throws
  {
    #expect(try submit("echo 12") == .submitted(job: "12"))
    #expect(try submit("echo 'sbatch: a hint of the site'; echo '12;cluster'") == .submitted(job: "12"))
    let words = "--parsable --job-name=percolate-q-n-1 --exclude=n1,n2 job.sbatch"
    #expect(try submit("[ \"$*\" = '\(words)' ] && echo 1") == .submitted(job: "1"))
  }

  @Test func `what sbatch does not say is not known, and what it refuses is refused`() throws {
    #expect(try submit("true") == .unknown("sbatch ended with 0 and printed nothing"))
    #expect(try submit("echo hello") == .unknown("sbatch printed `hello`; expected a job's number"))
    guard case .unknown(let late) = try submit("exec sleep 60", patience: 0.2) else {
      Issue.record("a hanging sbatch is known")
      return
    }
    #expect(late.contains("did not answer within 1 s"))
    guard
      case .unknown = try submit("echo 'sbatch: error: Socket timed out on send/recv operation' >&2; exit 1")
    else {
      Issue.record("Slurm may have taken it")
      return
    }
    guard case .unknown(let contact) = try submit("echo 'Unable to contact slurm controller' >&2; exit 1")
    else {
      Issue.record("a Slurm that is away comes back")
      return
    }
    #expect(contact.contains("Unable to contact slurm controller"))
    guard case .refused(_, true) = try submit("echo 'error: invalid partition specified: x' >&2; exit 1")
    else {
      Issue.record("an unknown partition stays unknown")
      return
    }
  }

  @Test func `lists are read line by line, and jobs of others are passed over`() throws {
    let jobs = try list(
      """
      echo 'percolate-q-n-1|11|PENDING|Resources|'
      echo 'percolate-q-n-2|12|PENDING|PartitionTimeLimit|'
      echo 'percolate-q-n-3|13|RUNNING|None|n3'
      echo 'percolate-q-n-4|14|COMPLETING|None|n3'
      echo 'percolate-q-n-5|15|NODE_FAIL|None|n3'
      echo 'percolate-q-n-6|16|FAILED|NonZeroExitCode|n3'
      echo 'percolate-q-other-1|17|RUNNING|None|n3'
      echo 'a | job | of | somebody|else'
      """
    ).get()
    #expect(jobs.map(\.phase) == [.waiting, .waiting, .running, .ending, .ended, .ended])
    #expect(jobs.map(\.isHopeless) == [false, true, false, false, false, false])
    #expect(jobs.map(\.job) == ["11", "12", "13", "14", "15", "16"])
    #expect(jobs[4].reason == "NODE_FAIL" && jobs[5].reason == "FAILED: NonZeroExitCode")
    #expect(jobs[2].node == "n3" && jobs[2].reason == "")
  }

  @Test func `a list that fails, is cut off or makes no sense is no list`() throws {
    for script in [
      "echo 'percolate-q-n-1|11|RUNNING|None|n3'; exit 1", "echo 'percolate-q-n-1|11'",
      "head -c 1100000 /dev/zero | tr '\\0' x", "kill -9 $$",
    ] {
      guard case .failure = try list(script) else {
        Issue.record("taken for a list: \(script)")
        continue
      }
    }
  }

  @Test func `only waiting jobs are cancelled, by numbers and nothing else`() throws {
    var system = SlurmBatchSystem(script: "job.sbatch")
    system.scancel = try program("echo \"$*\" >'\(place.path("said"))'")
    let problem = system.cancelWaiting(["12", "--user=root", "", "13_4"])
    #expect(problem?.description == nil)
    #expect(try String(contentsOfFile: place.path("said"), encoding: .utf8) == "--state=PENDING 12 13_4\n")
  }
}
