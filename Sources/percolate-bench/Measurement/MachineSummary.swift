internal import Foundation

/// A line about the machine, without which a number says little.
enum MachineSummary {
  /// Processor, cores, and how busy the machine was.
  static func line() -> String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model =
      information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
    return "\(model), \(ProcessInfo.processInfo.activeProcessorCount) cores, \(load())"
  }

  /// The load averages of 1, 5 and 15 minutes.
  static func load() -> String {
    let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
    return "load average " + text.split(separator: " ").prefix(3).joined(separator: " ")
  }
}
