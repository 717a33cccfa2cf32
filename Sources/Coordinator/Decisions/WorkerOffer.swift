internal import Messages
internal import SweepModel

/// What a worker's hello says, cleaned and bounded: nothing of it is believed beyond what it could be.
struct WorkerOffer: Equatable {
  /// Most experiments that one worker may offer, and bytes of the name of each.
  private static let experimentLimit = 256
  private static let nameLimit = 100
  /// Seconds beyond which an end is as good as none: 30 years.
  private static let longestStay = 1e9

  let session: WorkerSession
  /// Slots that it is given tasks for: what it offers, within what its cores could be meant for.
  let slots: Int
  /// GPUs that it shares out.
  let gpus: Int
  /// Bytes of memory of its machine; nil where it does not say.
  let memory: Int?
  /// Whether it offers more slots than that.
  let isExcessive: Bool
  /// "name/version" of what it can run.
  let experiments: Set<String>
  /// Monotonic seconds at which it leaves; nil where it stays for good.
  let leavesAt: Double?
  let host: String
  let cpu: String
  let instructionSet: String
  let cores: Int
  let version: String
  /// The batch system's job that it runs in; empty outside of one.
  let job: String
  /// The name of the job that was asked for to have it; empty where it was not.
  let allocation: String

  /// Nil where the worker's identity is none.
  ///
  /// - Parameter now: monotonic seconds.
  init?(_ hello: WireHello, now: Double) {
    guard let id = WorkerID(bytes: hello.worker) else { return nil }
    session = WorkerSession(worker: id, epoch: hello.epoch)
    // A few more than there are cores are fine for tasks that wait, and so are many on a machine that says nothing.
    let most = UInt32(max(64, 4 * min(hello.machine.cores, 1024)))
    slots = Int(min(max(hello.slots, 1), most))
    gpus = Int(min(hello.gpus, 1024))
    memory = hello.machine.memoryBytes > 0 ? Int(clamping: min(hello.machine.memoryBytes, 1 << 60)) : nil
    isExcessive = hello.slots > most
    experiments = Set(
      hello.experiments.prefix(WorkerOffer.experimentLimit).filter { $0.utf8.count <= WorkerOffer.nameLimit })
    leavesAt = WorkerOffer.end(after: hello.remainingSeconds, now: now)
    host = PeerText.line(hello.machine.host, limit: 200)
    cpu = PeerText.line(hello.machine.cpu, limit: 200)
    instructionSet = PeerText.line(hello.machine.instructionSet, limit: 200)
    cores = Int(hello.machine.cores)
    version = PeerText.line(hello.version, limit: 100)
    job = PeerText.line(hello.job, limit: 100)
    allocation = hello.allocation.utf8.count <= AllocationDesk.keyLimit ? hello.allocation : ""
  }

  /// When a worker leaves that says how many seconds it stays; nil where it stays for good.
  static func end(after remaining: Double, now: Double) -> Double? {
    remaining > 0 ? now + min(remaining, longestStay) : nil
  }
}
