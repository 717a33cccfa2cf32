import Foundation
import Glibc
import TestSupport

/// Memory of another process, as the kernel counts it.
struct ProcessMemory {
  let process: pid_t

  /// Begins to look for the most that is resident from now on.
  func resetPeak() throws {
    try "5".write(toFile: "/proc/\(process)/clear_refs", atomically: false, encoding: .utf8)
  }

  /// Bytes that are resident now.
  func resident() throws -> Int { try value("VmRSS:") }

  /// The most bytes that were resident at once since ``resetPeak()``.
  func peak() throws -> Int { try value("VmHWM:") }

  private func value(_ key: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { throw GaveUp(description: "process \(process) has no \(key)") }
    return kibibytes << 10
  }
}
