internal import SweepModel

/// A worker's connection, besides what the scheduler knows.
struct ConnectedWorker: Equatable {
  let session: WorkerSession
  /// ZeroMQ routing id.
  let route: [UInt8]
  /// Row in the journal.
  let number: Int
  let keyName: String
  let host: String
  let cpu: String
  let instructionSet: String
  /// The batch system's job that it runs in; empty outside of one.
  let job: String
  /// The name of the job that was asked for to have it; empty where it was not.
  var allocation = ""
}
