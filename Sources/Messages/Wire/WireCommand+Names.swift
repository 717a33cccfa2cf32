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
