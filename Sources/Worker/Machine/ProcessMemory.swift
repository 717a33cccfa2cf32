internal import Glibc

/// What /proc says about memory.
enum ProcessMemory {
  /// Resident bytes of a process; nil once it is gone.
  static func resident(of process: pid_t) -> Int? {
    guard let text = ProcFile.read("/proc/\(process)/statm", limit: 256) else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow ? nil : bytes
  }

  /// How many processes the kernel has killed for memory since it started; nil where it does not say.
  static func killsByKernel() -> Int? {
    guard let text = ProcFile.read("/proc/vmstat", limit: 65_536) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("oom_kill ") {
      return Int(line.dropFirst("oom_kill ".count))
    }
    return nil
  }
}
