internal import SweepModel

extension Scheduler {
  /// What is inconsistent in the state; empty when all is well. Tests call it after every event.
  package func brokenInvariants() -> [String] {
    var broken: [String] = []
    var counted: [SweepNumber: Census] = [:]
    for (number, sweep) in sweeps {
      var census = Census()
      census.excluded = sweep.census.excluded
      for task in sweep.tasks {
        guard let status = tasks[task]?.status else {
          broken.append("task \(task.value) of sweep \(number.value) has no entry")
          continue
        }
        census[status] += 1
      }
      counted[number] = census
      if census != sweep.census {
        broken.append("census of sweep \(number.value): \(sweep.census), counted \(census)")
      }
      if census.planned != sweep.tasks.count + census.excluded {
        broken.append("sweep \(number.value) does not sum")
      }
      if sweep.state == .active, !sweep.mayHavePending, census.pending > 0 {
        broken.append("sweep \(number.value) has pending tasks but is not served")
      }
      let reachable = Set(sweep.queue.map { sweep.tasks[Int($0)] }).union(sweep.returned)
      for task in sweep.tasks where tasks[task]?.status == .pending && !reachable.contains(task) {
        broken.append("pending task \(task.value) can never be handed out by sweep \(number.value)")
      }
    }
    for (task, held) in leases.all {
      if tasks[task]?.status != .running { broken.append("task \(task.value) is leased but not running") }
      if case .session(let session) = held.holder, workers[session]?.leases[task] != held.attempt {
        broken.append("lease of task \(task.value) is not with its worker")
      }
    }
    for number in 0..<tasks.endNumber {
      let task = TaskNumber(number)
      if tasks[task]?.status == .running, leases[task] == nil {
        broken.append("task \(number) runs without a lease")
      }
    }
    for (session, worker) in workers {
      for (task, attempt) in worker.leases
      where leases[task]?.attempt != attempt || leases[task]?.holder != .session(session) {
        broken.append("worker \(session) holds task \(task.value) without a lease")
      }
      let needs = worker.leases.keys.map(needs(of:))
      let load = needs.reduce(0) { $0 + $1.threads }
      let gpus = needs.reduce(0) { $0 + $1.gpus }
      let memory = needs.reduce(0) { $0 + $1.memory }
      if gpus != worker.gpusInUse || memory != worker.memoryInUse {
        broken.append("worker \(session) counts \(worker.gpusInUse) GPUs and \(worker.memoryInUse) bytes")
      }
      if load != worker.load { broken.append("worker \(session) has load \(worker.load), counted \(load)") }
      if worker.isHungry != hungry.contains(session) { broken.append("worker \(session) hungry flag") }
    }
    return broken
  }
}
