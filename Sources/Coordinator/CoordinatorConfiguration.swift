package import Logging
package import Platform
package import Scheduling
package import SweepModel

/// How a coordinator runs.
package struct CoordinatorConfiguration: Sendable {
  /// Directory of the journal, artifacts and keys; made when it is not there.
  package var dataDirectory: String
  /// ZeroMQ endpoint to listen on. Port `*` takes a free one.
  package var listen = "tcp://*:7733"
  /// Host name or address that workers elsewhere should use; nil for this machine's name.
  package var advertise: String?
  /// Directory of a ``KeySet`` that was made before the start; nil for keys that are made in the data directory.
  package var keysDirectory: String?
  /// Take the journal as it is where it holds less than was acknowledged, or another program has written to it.
  package var acceptsJournal = false
  /// No encryption and no keys; refused on anything but loopback.
  package var isInsecure = false
  package var scheduling = SchedulingConfiguration()
  /// Seconds between heartbeats, both ways.
  package var heartbeatSeconds = 3.0
  /// Whether workers of an earlier life may still be out there; false where they die with the coordinator.
  package var awaitsOldWorkers = true
  /// Whether the access files are written with this coordinator's address; false for one that passes.
  package var refreshesAccess = true
  /// Bytes of reports that may wait to be written; beyond it, workers keep theirs.
  package var backlogLimit = 256 << 20
  /// Experiments that specs may name.
  package var catalog: ExperimentCatalog
  /// This program's version, for provenance.
  package var version: String
  package var logger: Logger
  /// Who started the coordinator as a service and wants to know how it is; nil for nobody.
  package var serviceManager: ServiceManager?
  /// Stands between the coordinator and its disk, for tests of what happens meanwhile.
  var diskWork: @Sendable (any DiskWork) -> any DiskWork = { $0 }

  package init(dataDirectory: String, catalog: ExperimentCatalog, version: String, logger: Logger) {
    self.dataDirectory = dataDirectory
    self.catalog = catalog
    self.version = version
    self.logger = logger
  }
}
