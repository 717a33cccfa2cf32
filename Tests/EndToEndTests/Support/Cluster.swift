import Foundation
import Glibc
import Platform
import TestSupport

/// A coordinator and workers as processes of their own, on a data directory and a port that outlive them.
final class Cluster {
  /// A finished command.
  typealias Answer = ProgramAnswer

  let directory: TemporaryDirectory
  let data: String
  private(set) var endpoint: String
  private let address: String
  private let lease: String
  private let advertise: String?
  private(set) var coordinator: RunningProcess?
  private(set) var workers: [Int: RunningProcess] = [:]
  /// What the coordinator's environment has besides this process's own.
  var environment: [String: String] = [:]
  /// All log lines of coordinators that are gone.
  private(set) var oldLogs = ""
  private let lifeline: PipeText
  private var lifelineStart: Int32

  init(
    lease: String = "5s", data: String? = nil, address: String = "127.0.0.1", advertise: String? = nil
  ) throws {
    directory = try TemporaryDirectory()
    self.data = data ?? directory.path("data")
    self.lease = lease
    self.advertise = advertise
    self.address = address
    endpoint = "tcp://\(address):\(try LoopbackPort.free())"
    let (end, start) = try Descriptor.makePipe()
    lifeline = PipeText(reading: end)
    lifelineStart = start
  }

  deinit { if lifelineStart >= 0 { close(lifelineStart) } }

  /// What the coordinators logged, all lives together.
  var log: String { oldLogs + (coordinator?.errors.text ?? "") }

  // MARK: Processes

  /// Starts the coordinator and waits until it listens.
  func startCoordinator(options: [String] = []) throws {
    for _ in 0..<5 {
      if let old = coordinator { oldLogs += old.errors.text }
      let process = try start(
        [
          "coordinator", "--listen", endpoint, "--data", data, "--lease", lease, "--grace", "4s",
          // Tests share the machine, which has one default port.
          "--metrics-address", "none",
        ] + (advertise.map { ["--advertise", $0] } ?? []) + options, environment: environment)
      let isFirst = coordinator == nil
      coordinator = process
      if process.output.wait(until: { $0.contains("percolate submit") }) { return }
      // Somebody may have taken the port since it was found free; nobody knows it before the first start.
      guard isFirst, process.errors.text.contains("already in use") else { break }
      coordinator = nil
      endpoint = "tcp://\(address):\(try LoopbackPort.free())"
    }
    throw GaveUp(description: "the coordinator does not start: \(coordinator?.errors.text ?? "")")
  }

  /// Starts worker `number`.
  ///
  /// - Parameter wrap: gives the words to run instead, behind those of ``NetworkNamespace``.
  @discardableResult
  func startWorker(
    _ number: Int, slots: Int = 1, options: [String] = [], environment: [String: String] = [:],
    wrap: (([String]) -> [String])? = nil
  ) throws -> RunningProcess {
    let words =
      [
        "worker", "--access", data + "/worker.access.json", "--slots", "\(slots)", "--directory",
        directory.path("worker-\(number)"), "--log-level", "debug",
      ] + options
    let process =
      if let wrap {
        try start(wrap([ProgramUnderTest.path] + words), program: NetworkNamespace.program)
      } else {
        try start(words, environment: environment)
      }
    workers[number] = process
    return process
  }

  /// Starts the program with the cluster's lifeline.
  func start(
    _ arguments: [String], program: String = ProgramUnderTest.path, environment: [String: String] = [:]
  ) throws -> RunningProcess {
    try RunningProcess(arguments, program: program, environment: environment, lifeline: lifelineStart)
  }

  /// Kills everything at once, as a power cut does, and waits until it is gone.
  func killAll() throws {
    let processes = [coordinator].compactMap { $0 } + workers.values
    for process in processes { process.kill() }
    for process in processes { _ = try process.exit() }
    workers = [:]
  }

  /// Kills the coordinator and waits until it is gone.
  func killCoordinator() throws {
    coordinator?.send(SIGKILL)
    _ = try coordinator?.exit()
  }

  /// Stops everything in order, and waits until no process is left that any part of it has started.
  ///
  /// - Returns: false where something stayed behind.
  func stop() throws -> Bool {
    for worker in workers.values { worker.send(SIGTERM) }
    for worker in workers.values { _ = try worker.exit() }
    coordinator?.send(SIGTERM)
    _ = try coordinator?.exit()
    close(lifelineStart)
    lifelineStart = -1
    return lifeline.waitForEnd(within: 20)
  }

  // MARK: Commands

  /// Runs a command on the cluster's data directory to its end.
  func run(_ arguments: String..., within seconds: Double = Patience.seconds) throws -> Answer {
    try run(arguments, within: seconds)
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:], within seconds: Double = Patience.seconds
  ) throws -> Answer {
    try RunningProcess(arguments + ["--data", data], environment: environment).finish(within: seconds)
  }

  /// Submits a spec.
  func submit(_ spec: String) throws {
    let path = try directory.write(spec, to: "spec-\(UUID().uuidString).yaml")
    let answer = try run("submit", path)
    guard answer.ending == .code(0) else { throw GaveUp(description: "not submitted: \(answer.errors)") }
  }

  /// The first sweep's status.
  func status() throws -> JSONDocument {
    let answer = try run("status", "--json")
    guard answer.ending == .code(0) else { throw GaveUp(description: "no status: \(answer.errors)") }
    return try answer.json()
  }

  /// Asks for the status until it is as wanted; false where that takes too long. Each question is a process
  /// of its own, so that asking is not a busy loop.
  func awaitStatus(_ isThere: (JSONDocument) throws -> Bool) throws -> Bool {
    try Patience.ask { try isThere(status()) }
  }

  /// Asks for the workers until they are as wanted; false where that takes too long.
  func awaitWorkers(_ isThere: (JSONDocument) throws -> Bool) throws -> Bool {
    try Patience.ask { try isThere(run("workers", "--json").json()) }
  }

  /// As ``awaitStatus(_:)``, where there may be no sweep, or no coordinator to ask yet.
  func awaitAnswer(_ isThere: (JSONDocument) throws -> Bool) throws -> Bool {
    try Patience.ask {
      let answer = try run("status", "--json")
      return try answer.ending == .code(0) && isThere(answer.json())
    }
  }

  /// The id of the newest sweep's first task.
  func firstTask() throws -> String {
    try run("tasks", "last", "--json").json()["tasks"][0]["id"].text ?? "none"
  }

  /// Asks about that task until the answer is as wanted.
  func awaitTask(_ isThere: (JSONDocument) throws -> Bool) throws -> Bool {
    let id = try firstTask()
    return try Patience.ask { try isThere(run("explain", id, "--json").json()) }
  }

  /// Waits for the newest sweep's end, and gives the exit code that says how it ended.
  func wait(within seconds: Int = 120) throws -> RunningProcess.Ending {
    try run("wait", "last", "--limit", "\(seconds)s", within: Double(seconds) + 30).ending
  }

  /// Everything that a sweep's results are, in a form that two runs can be compared by.
  func results() throws -> Results { try Results(cluster: self) }
}

extension ProgramAnswer {
  func json() throws -> JSONDocument { try JSONDocument(output) }
}
