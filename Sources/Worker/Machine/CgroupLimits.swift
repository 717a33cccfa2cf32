/// What control groups, version 1 and 2, allow this process, from the texts of /proc and of their own files.
///
/// A limit of any group above the process's own counts as well, so all of them are read, up to where the hierarchy
/// is mounted; what lies above that cannot be seen from inside a container.
struct CgroupLimits: Equatable {
  /// A limit and the file that sets it.
  struct Limit<Value: Comparable & Sendable>: Equatable, Sendable {
    var value: Value
    var path: String
  }

  /// Processors' worth of time, such as 0.5; nil where nothing limits it.
  var processors: Limit<Double>?
  /// Bytes; nil where nothing limits them.
  var memory: Limit<Int>?

  /// Version 1 writes "no limit" as the largest number of pages; nothing has that much.
  private static let unlimitedBytes = 1 << 60

  /// - Parameters:
  ///   - membership: the text of /proc/self/cgroup.
  ///   - mounts: the text of /proc/self/mountinfo.
  ///   - read: the text of a file; nil where there is none.
  init(membership: String, mounts: String, read: (String) -> String?) {
    let all = mounts.split(separator: "\n").compactMap { CgroupMount(line: $0) }
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let path = String(fields[2])
      if fields[1].isEmpty {
        guard let mount = all.first(where: { $0.isVersion2 }) else { continue }
        for folder in mount.folders(of: path) {
          take(CgroupLimits.processors(max: read(folder + "/cpu.max")), folder + "/cpu.max")
          take(CgroupLimits.bytes(read(folder + "/memory.max")), folder + "/memory.max")
        }
        continue
      }
      let controllers = fields[1].split(separator: ",").map(String.init)
      if let mount = all.first(where: { controllers.contains("cpu") && $0.controllers.contains("cpu") }) {
        for folder in mount.folders(of: path) {
          let quota = folder + "/cpu.cfs_quota_us"
          take(
            CgroupLimits.processors(quota: read(quota), period: read(folder + "/cpu.cfs_period_us")), quota)
        }
      }
      if let mount = all.first(where: { controllers.contains("memory") && $0.controllers.contains("memory") })
      {
        for folder in mount.folders(of: path) {
          let file = folder + "/memory.limit_in_bytes"
          take(CgroupLimits.bytes(read(file)), file)
        }
      }
    }
  }

  private mutating func take(_ value: Double?, _ path: String) {
    guard let value, value < processors?.value ?? .infinity else { return }
    processors = Limit(value: value, path: path)
  }

  private mutating func take(_ value: Int?, _ path: String) {
    guard let value, value < memory?.value ?? .max else { return }
    memory = Limit(value: value, path: path)
  }

  /// Version 2's `cpu.max`: quota and period in microseconds, such as `50000 100000`, or `max 100000`.
  private static func processors(max text: String?) -> Double? {
    let words = (text ?? "").split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return nil }
    return processors(quota: String(first), period: words.count > 1 ? String(words[1]) : nil)
  }

  /// Quota over period; nil for "max", -1, and what is no number.
  private static func processors(quota: String?, period: String?) -> Double? {
    guard let quota = number(quota), quota > 0 else { return nil }
    let period = number(period) ?? 100_000
    return period > 0 ? Double(quota) / Double(period) : nil
  }

  private static func bytes(_ text: String?) -> Int? {
    guard let bytes = number(text), bytes > 0, bytes < unlimitedBytes else { return nil }
    return bytes
  }

  private static func number(_ text: String?) -> Int? {
    text.flatMap { $0.split(whereSeparator: \.isWhitespace).first }.flatMap { Int($0) }
  }
}
