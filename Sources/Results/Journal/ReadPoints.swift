internal import Journal
internal import SweepModel
internal import Synchronization

/// What a source has read of the points of the experiment that it was asked for last.
final class ReadPoints: Sendable {
  private struct Newest {
    var experiment: String
    var version: Int
    var cache: PointCache
  }

  private let catalog: ExperimentCatalog
  private let newest = Mutex<Newest?>(nil)

  init(_ catalog: ExperimentCatalog) { self.catalog = catalog }

  /// Those of a sweep's experiment, with the types of its schema.
  func of(_ sweep: StoredSweep) -> PointCache {
    let (experiment, version) = (sweep.header.experiment, sweep.header.version)
    return newest.withLock { newest in
      if let newest, newest.experiment == experiment, newest.version == version { return newest.cache }
      let typing = ParameterTyping(experiment: experiment, version: version, catalog: catalog)
      let cache = PointCache { typing.typed($0) }
      newest = Newest(experiment: experiment, version: version, cache: cache)
      return cache
    }
  }
}
