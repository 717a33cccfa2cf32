internal import Foundation
internal import Glibc
package import Logging
package import Platform
package import Programs
internal import SweepModel
package import Transport

/// How a worker behaves.
package struct WorkerConfiguration: Sendable {
  /// Where the coordinator is, and the worker's key.
  package var access: AccessFile
  /// Slot processes; at least 1.
  package var slots: Int
  /// GPUs that its tasks have, each one task at a time.
  package var gpus = GPUDevices(names: [])
  /// Seconds after which the worker has to be gone; nil for never. It starts to leave earlier by the grace
  /// period.
  package var timeLimit: Double?
  /// Seconds that running tasks get to save a checkpoint, and reports to be acknowledged, when it leaves.
  package var grace = 30.0
  /// Where results are kept while no coordinator has them.
  package var directory = WorkerConfiguration.defaultDirectory()
  /// Bytes that files of programs may take on this machine's disk, as far as they are not in use.
  package var filesLimit = BundleCache.standardLimit
  /// Who runs programs, where that is another user than the worker's; the slot command has to say it, too.
  package var programUser: ProgramUser?
  /// Seconds without anything to do after which the worker leaves; nil stays.
  package var idleLimit: Double?
  /// The Slurm job that the worker runs in; nil outside of one.
  package var job: SlurmJob?
  /// The allocation that it was started for, by the name of its job; nil for none.
  package var allocation: String?
  package var slurm = SlurmCommands()
  /// How often the job may be queued again where the worker leaves before the work is done; nil never asks for it.
  /// Outside of a Slurm job the exit code asks for it, ``PodEnvironment/interrupted``.
  package var requeueLimit: Int?
  /// Seconds after which a worker that was never welcomed gives up; nil keeps trying.
  package var connectTimeout: Double?
  /// Leave once this process is no longer the parent. Its id is given from outside, since it may be gone
  /// before anybody could ask for it; nil stays whatever happens.
  package var parentProcess: Int32?
  /// How slot processes are started.
  package var slotCommand = SlotCommand()
  /// This program's version, for provenance.
  package var version = ""
  package var logger: Logger
  /// Who started the worker as a service and wants to know how it is; nil for nobody.
  package var serviceManager: ServiceManager?
  /// Whether SIGTERM, SIGINT, SIGUSR1 and SIGUSR2 are handled. Off where several workers share a process.
  package var handlesSignals = true

  package init(access: AccessFile, slots: Int, logger: Logger) {
    self.access = access
    self.slots = slots
    self.logger = logger
  }

  /// A folder of this user's that survives the process: below XDG_STATE_HOME, else in /tmp, because the
  /// home of a cluster is often a full network file system.
  package static func defaultDirectory(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/percolate" }
    return temporaryDirectory
  }

  /// The folder in /tmp, on a local disk, that all workers of this user share.
  package static var temporaryDirectory: String { "/tmp/percolate-\(geteuid())" }
}
