extension WireCommand {
  /// What the command names: sweeps, tasks, workers or keys, in its order.
  package var names: [String] {
    switch command {
    case .cancel(let cancel): cancel.targets
    case .pause(let pause): pause.sweeps
    case .resume(let resume): resume.sweeps
    case .retry(let retry): retry.targets
    case .drain(let drain): drain.workers
    case .priority(let priority): priority.sweeps
    case .delete(let deletion): deletion.sweeps
    case .prune(let pruning): pruning.streams
    case .addKey(let addition): [addition.name]
    case .revokeKeys(let revocation): revocation.keys
    case .allocate(let allocate): [allocate.queue]
    case nil: []
    }
  }
}

extension WireCommand {
  /// Whether it can be carried out while nothing can be written: it makes room, or changes nothing that is recorded.
  package var needsNoRoom: Bool {
    switch command {
    case .prune, .drain: true
    case .delete(let deletion): deletion.dryRun
    default: false
    }
  }

  /// Whether a person waits for the answer, and not a program that asks again and again.
  package var isOfPerson: Bool {
    if case .allocate(let allocate) = command, case .report = allocate.action { false } else { true }
  }
}

extension WireCommand.OneOf_Command {
  /// What the command does, as people call it; nil for what programs give by themselves.
  package var verb: String? {
    switch self {
    case .cancel: "cancel"
    case .pause: "pause"
    case .resume: "resume"
    case .retry: "retry"
    case .drain: "drain"
    case .priority: "priority of"
    case .delete(let deletion): deletion.dryRun ? nil : "delete"
    case .prune(let pruning): pruning.dryRun ? nil : "prune"
    case .addKey: "add the key"
    case .revokeKeys: "revoke the keys"
    case .allocate: nil
    }
  }
}
