internal import Spec

/// The part of `percolate status --json` that the benchmark looks at.
struct ClusterStatus: Decodable {
  struct Sweep: Decodable {
    struct Census: Decodable {
      var done: Int
    }

    var census: Census
  }

  var workers: Int
  var sweeps: [Sweep]

  /// Finished tasks of all sweeps.
  var done: Int { sweeps.reduce(0) { $0 + $1.census.done } }
}
