/// What `percolate run` was asked for, besides the spec.
struct RunOptions {
  /// The data directory.
  var data: String
  /// Worker processes; nil for one a core.
  var workers: Int?
  /// GPUs to share out; nil for those that CUDA_VISIBLE_DEVICES names.
  var gpus: Int?
  /// Whether failed and cancelled tasks run again.
  var retriesFailed = false
  /// Where the report goes; nil for none.
  var report: String?
  var json = false
  var log: LogOptions
  /// The live page; nil for none.
  var page: Page?

  struct Page {
    /// HOST:PORT; nil for a free port of this machine.
    var address: String?
    /// Options of `percolate page`.
    var arguments: [String]
  }
}
