internal import Glibc
internal import Platform

/// Memory of a process with all that it started, by looking at /proc.
enum ProcessTree {
  /// Resident bytes of the descendants of a process, itself not among them. Pages that several of them share count for
  /// each.
  static func resident(below root: pid_t) -> Int {
    var children: [pid_t: [pid_t]] = [:]
    var pages: [pid_t: Int] = [:]
    for name in FileTree.names(in: "/proc") ?? [] {
      guard let process = pid_t(name), let fields = fields(of: process), fields.count > 21 else { continue }
      // Counted from behind the name in brackets, which may hold anything: state, parent, ...
      guard let parent = pid_t(fields[1]), let resident = Int(fields[21]) else { continue }
      children[parent, default: []].append(process)
      pages[process] = resident
    }
    var sum = 0
    var waiting = children[root] ?? []
    while let process = waiting.popLast() {
      sum += max(0, pages[process] ?? 0)
      waiting += children.removeValue(forKey: process) ?? []
    }
    let (bytes, overflow) = sum.multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE))))
    return overflow ? .max : bytes
  }

  private static func fields(of process: pid_t) -> [Substring]? {
    let file = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 2048)
    guard case .bytes(let count) = Descriptor.read(file, into: &buffer) else { return nil }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }
}
