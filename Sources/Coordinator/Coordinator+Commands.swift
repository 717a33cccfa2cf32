internal import Journal
internal import Logging
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Each name is looked up by itself, and answered by a sentence.
  private static var nameLimit: Int { 2000 }

  /// What a command needs of the disk.
  ///
  /// - Throws: ``SelectionError`` where it cannot be carried out, whatever the disk says.
  func needs(of command: WireCommand) throws(SelectionError) -> CommandNeeds {
    guard command.names.count <= Coordinator.nameLimit else {
      throw SelectionError(
        "the command names \(command.names.count) things; name at most \(Coordinator.nameLimit) at a time")
    }
    switch command.command {
    case .cancel(let cancel): return core.needs(of: .cancel, cancel.targets)
    case .pause(let pause): return core.needs(of: .pause, pause.sweeps)
    case .resume(let resume): return core.needs(of: .resume, resume.sweeps)
    case .retry(let retry): return core.needs(of: .retry, retry.targets)
    case .priority(let priority): return core.needs(of: .priority, priority.sweeps)
    case .delete(let deletion): return core.needs(of: .delete, deletion.sweeps)
    case .prune(let pruning):
      return .pruning(
        Pruning(streams: try core.sweepsToPrune(pruning.streams), isDryRun: pruning.dryRun))
    case .addKey(let addition): return .key(try keyRequest(addition))
    case .drain, .revokeKeys, .allocate, nil: return .nothing
    }
  }

  /// Carries out a command with what it needed of the disk.
  ///
  /// - Throws: ``SelectionError``.
  func run(
    _ command: WireCommand, _ findings: CommandFindings
  ) throws(SelectionError) -> WireReply.OneOf_Reply {
    switch command.command {
    case .cancel(let cancel):
      return .init(try core.carryOut(.cancel, on: cancel.targets, findings, reason: cancel.reason))
    case .pause(let pause): return .init(try core.carryOut(.pause, on: pause.sweeps, findings))
    case .resume(let resume): return .init(try core.carryOut(.resume, on: resume.sweeps, findings))
    case .retry(let retry): return .init(try core.carryOut(.retry, on: retry.targets, findings))
    case .priority(let command):
      let priority = try core.checked(priority: Int(command.priority))
      return .init(try core.carryOut(.priority, on: command.sweeps, findings, priority: priority))
    case .delete(let deletion):
      return .init(try core.delete(deletion.sweeps, isDryRun: deletion.dryRun))
    case .prune(let pruning): return .init(core.pruned(findings, isDryRun: pruning.dryRun))
    case .drain(let drain):
      let document = try core.drain(drain.workers)
      committed.touch()
      return .init(document)
    case .addKey: return .init(try addKey(findings))
    case .revokeKeys(let revocation): return .init(try revokeKeys(revocation.keys))
    case .allocate(let allocate): return try run(allocate)
    case nil:
      throw SelectionError(
        "this coordinator does not know the command; it is an older release than the one that asks, "
          + "or the command is empty")
    }
  }
}
