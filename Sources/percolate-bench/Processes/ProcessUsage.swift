internal import Foundation

/// What a running process has used so far, by /proc.
struct ProcessUsage {
  /// Processor seconds, in the program and in the kernel on its behalf, all threads together.
  var processorSeconds: Double
  /// The most memory it ever had resident, MiB.
  var peakResident: Double

  /// - Throws: ``BenchError`` where the process is gone.
  init(of process: pid_t) throws {
    let stat = try ProcessUsage.text("/proc/\(process)/stat")
    // The name in parentheses may hold anything, so fields are counted from behind it: state is field 3.
    guard let name = stat.lastIndex(of: ")") else { throw BenchError("/proc/\(process)/stat has no name") }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      throw BenchError("/proc/\(process)/stat has no processor times")
    }
    processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    let status = try ProcessUsage.text("/proc/\(process)/status")
    guard
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
    else { throw BenchError("/proc/\(process)/status has no VmHWM") }
    peakResident = kibibytes / 1024
  }

  private static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchError("cannot read \(path): the process ended while it was measured")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
