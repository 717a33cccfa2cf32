import Foundation
import Glibc
import Platform
import TestSupport

/// A real Slurm on this machine, started by `Scripts/slurm-cluster.sh` and shared by all tests of this process. It
/// ends with the process, however that ends: the script waits for the end of a pipe that is held here.
final class SlurmCluster: Sendable {
  static let shared = Result { try SlurmCluster() }

  /// Why tests with Slurm cannot run here; nil where they can.
  static let obstacle: String? = {
    let places = ["/usr/sbin", "/usr/bin", "/sbin", "/usr/local/sbin", "/usr/local/bin"]
    let missing = ["munged", "slurmctld", "slurmd", "sbatch"].filter { name in
      !places.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
    return missing.isEmpty ? nil : "not installed: \(missing.joined(separator: ", "))"
  }()

  private let script: RunningProcess
  /// Closed by the end of this process at the latest.
  private let holder: Int32
  /// Slurm's configuration, in the environment of whoever speaks to it.
  let environment: [String: String]

  private init() throws {
    let (end, holder) = try Descriptor.makePipe()
    defer { close(end) }
    self.holder = holder
    script = try RunningProcess(
      [Checkout.file("Scripts/slurm-cluster.sh").path], program: "/bin/bash", input: end)
    guard script.output.wait(until: { $0.contains("SLURM_CONF=") && $0.hasSuffix("\n") }),
      let path = script.output.text.split(separator: "=").last
    else { throw GaveUp(description: "no Slurm: \(script.errors.text)") }
    environment = [
      "SLURM_CONF": path.trimmingCharacters(in: .whitespacesAndNewlines),
      "PATH": (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/sbin",
    ]
  }

  deinit { close(holder) }

  /// Runs one of Slurm's commands to its end and gives what it printed.
  @discardableResult
  func run(_ words: String...) throws -> String {
    let answer = try Command.run(
      ["-c", #"exec "$@""#, "sh"] + words, program: "/bin/sh", environment: environment)
    guard answer.ending == .code(0) else {
      throw GaveUp(description: "\(words.joined(separator: " ")): \(answer.errors)")
    }
    return answer.output
  }

  /// Ends Slurm's controller, or starts it again, and waits until that is so.
  func order(_ order: ControllerOrder) throws {
    let said = "\(order.answer)\n"
    let before = script.output.text.components(separatedBy: said).count
    guard Descriptor.writeAll(holder, Array("\(order.rawValue)\n".utf8)),
      script.output.wait(until: { $0.components(separatedBy: said).count > before })
    else { throw GaveUp(description: "slurmctld did not \(order.rawValue): \(script.errors.text)") }
  }

  enum ControllerOrder: String {
    case stop, start

    fileprivate var answer: String { self == .stop ? "stopped" : "started" }
  }

  /// Submits a script, in the folder where its logs go, and gives the job's number.
  func submit(_ script: String, _ options: [String], in folder: String) throws -> String {
    let words = (["sbatch", "--parsable"] + options + [script]).map { "'\($0)'" }.joined(separator: " ")
    let answer = try Command.run(
      ["-c", "cd '\(folder)' && \(words)"], program: "/bin/sh", environment: environment)
    guard answer.ending == .code(0) else { throw GaveUp(description: "sbatch: \(answer.errors)") }
    return answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Everything that Slurm knows of a job, such as `JobState=RUNNING` and `Restarts=1`.
  func job(_ number: String) throws -> String { try run("scontrol", "show", "job", number) }

  /// Asks for a job until it is as wanted. Each question is a process of its own, so that asking is not a busy loop.
  func awaitJob(_ number: String, _ isThere: (String) -> Bool) throws {
    var last = ""
    let isFound = try Patience.ask(within: 2 * Patience.seconds) {
      last = try job(number)
      return isThere(last)
    }
    if !isFound { throw GaveUp(description: "job \(number) did not get there: \(last)") }
  }

  /// Waits until a requeued job waits for its turn, and gives it that soon: Slurm makes them wait for two minutes. Not at
  /// once, since a node takes a start within the same seconds for one that was revoked with the run before.
  func restart(_ number: String) throws {
    try awaitJob(number) { $0.contains("JobState=PENDING") }
    try run("scontrol", "update", "jobid=\(number)", "StartTime=now+3")
  }
}
