internal import Foundation
internal import SweepModel
internal import Synchronization

/// Starts or stops workers on the hosts of a hosts file, several hosts at a time.
package struct SSHDeployment: Sendable {
  /// What is to be done.
  package enum Action: Sendable {
    case start
    case stop
  }

  private let plan: SSHPlan
  private let hosts: [SSHHost]
  private let action: Action
  private let digest: String

  /// Checks the plan, and the files that are copied.
  ///
  /// - Throws: ``DeployError``.
  package init(_ plan: SSHPlan, hosts: [SSHHost], action: Action) throws(DeployError) {
    try plan.check()
    self.plan = plan
    self.hosts = hosts
    self.action = action
    guard action == .start else {
      digest = ""
      return
    }
    try LocalFile.checkAccess(plan.access)
    digest = try LocalFile.digest(ofProgram: plan.binary)
  }

  /// The commands for each host, for `--dry-run`. The copy is left out where the program is there already.
  package var commands: [(host: SSHHost, steps: [SSHPlan.Step])] {
    hosts.map { host in
      switch action {
      case .start: (host, [plan.probe(host), plan.upload(to: host), plan.start(on: host)])
      case .stop: (host, [plan.stop(on: host)])
      }
    }
  }

  /// Works on all hosts; blocks until the last is through.
  ///
  /// - Parameters:
  ///   - parallel: hosts at a time, at least 1.
  ///   - report: called once for each host, in the order they finish, by one thread at a time.
  /// - Returns: The results, in the order of the hosts.
  @discardableResult
  package func run(parallel: Int, report: @escaping @Sendable (HostResult) -> Void) -> [HostResult] {
    let state = Mutex((next: 0, results: [HostResult?](repeating: nil, count: hosts.count)))
    let group = DispatchGroup()
    // Threads of our own: each spends its life waiting for ssh.
    for _ in 0..<min(max(parallel, 1), hosts.count) {
      group.enter()
      Thread.detachNewThread {
        while let (index, host) = state.withLock({ state -> (Int, SSHHost)? in
          guard hosts.indices.contains(state.next) else { return nil }
          defer { state.next += 1 }
          return (state.next, hosts[state.next])
        }) {
          let result = work(on: host)
          state.withLock { state in
            state.results[index] = result
            report(result)
          }
        }
        group.leave()
      }
    }
    group.wait()
    return state.withLock { $0.results.compactMap { $0 } }
  }

  private func work(on host: SSHHost) -> HostResult {
    do throws(HostFailure) {
      switch action {
      case .start: return try start(on: host)
      case .stop: return try stop(on: host)
      }
    } catch {
      return HostResult(host: host.label, status: .failed, reason: error.reason)
    }
  }

  private func start(on host: SSHHost) throws(HostFailure) -> HostResult {
    let found = try perform(plan.probe(host), host)
    if let process = found.process("running") {
      return HostResult(host: host.label, status: .running, process: process)
    }
    guard found.value("idle") != nil else { throw HostFailure.unexpected(found) }
    if found.value("program")?.first != digest { _ = try perform(plan.upload(to: host), host) }
    let answer = try perform(plan.start(on: host), host)
    if let process = answer.process("started") {
      return HostResult(host: host.label, status: .started, process: process)
    }
    if let process = answer.process("running") {
      return HostResult(host: host.label, status: .running, process: process)
    }
    throw answer.value("failed") == nil ? HostFailure.unexpected(answer) : HostFailure.worker(answer)
  }

  private func stop(on host: SSHHost) throws(HostFailure) -> HostResult {
    let answer = try perform(plan.stop(on: host), host)
    if let process = answer.process("stopping") {
      return HostResult(host: host.label, status: .stopping, process: process)
    }
    guard answer.value("idle") != nil else { throw HostFailure.unexpected(answer) }
    return HostResult(host: host.label, status: .idle)
  }

  private func perform(_ step: SSHPlan.Step, _ host: SSHHost) throws(HostFailure) -> RemoteAnswer {
    let run: CommandRun
    do throws(DeployError) {
      run = try CommandRun("ssh", step.arguments, input: step.input)
    } catch {
      throw HostFailure(reason: "\(error)")
    }
    guard run.status == 0 else { throw HostFailure.ssh(run, step: step, host: host) }
    return RemoteAnswer(run.output)
  }
}
