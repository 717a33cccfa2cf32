internal import Foundation

/// Where things are for a run of the benchmark: the program, the repository's files, a scratch directory.
struct BenchSetting {
  /// The `percolate` that is measured.
  let binary: String
  /// Directory with `sweeps` and `benchmarks`.
  let repository: String
  /// Python with the peers; nil for none.
  let python: String?
  /// Directory for data directories and logs; empty at first.
  let scratch: String

  /// - Throws: ``BenchError`` where something is not there.
  init(binary: String?, repository: String?, python: String?, directory: String) throws {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let path = binary ?? own.appendingPathComponent("percolate").path
    guard access(path, X_OK) == 0 else {
      throw BenchError(
        "there is no program \(path): build it with `Scripts/build.sh percolate`, or name "
          + "one with --binary")
    }
    self.binary = URL(fileURLWithPath: path).path
    self.repository = try BenchSetting.repository(repository, above: own)
    self.python = python
    var template = Array((directory + "/percolate-bench-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw BenchError("cannot make a directory in \(directory)", errno: errno)
    }
    scratch = URL(fileURLWithPath: String(cString: made)).path
  }

  /// The library that makes a preloaded coordinator's disk slow, which is built beside this program.
  func slowDiskLibrary() throws -> String {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let path = own.appendingPathComponent("libslow-disk.so").path
    guard access(path, R_OK) == 0 else {
      throw BenchError("there is no \(path): build it with `Scripts/build.sh slow-disk`")
    }
    return path
  }

  /// Whether the scratch directory is in memory, where fsync costs nothing.
  var isScratchInMemory: Bool {
    let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
    let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count > 2 }
    // A line is: device, place, type. The longest place that the directory is in is its own.
    let own = fields.filter { line in scratch.hasPrefix(line[1] == "/" ? "/" : line[1] + "/") }
      .max { $0[1].count < $1[1].count }
    return own.map { ["tmpfs", "ramfs"].contains($0[2]) } ?? false
  }

  /// Removes the scratch directory.
  func cleanUp() { try? FileManager.default.removeItem(atPath: scratch) }

  /// The directory with the benchmark's files: the one given, the current one, or one above the program.
  static func repository(_ given: String?, above own: URL) throws -> String {
    func isIt(_ path: String) -> Bool {
      FileManager.default.fileExists(atPath: path + "/benchmarks/ray_empty_tasks.py")
    }
    if let given {
      if isIt(given) { return given }
      throw BenchError("\(given) is not percolate's repository: it has no benchmarks/ray_empty_tasks.py")
    }
    if isIt(".") { return "." }
    var place = own
    while place.path != "/" {
      if isIt(place.path) { return place.path }
      place.deleteLastPathComponent()
    }
    throw BenchError(
      "percolate's repository is neither here nor above the program; name its directory with --repository")
  }
}
