import Foundation

/// Processes of this machine, from /proc.
enum ProcessTable {
  /// The processes that a process started.
  static func children(of parent: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { self.parent(of: $0) == parent }.sorted()
  }

  /// The state's letter, such as "R", "S", "T" (stopped) or "Z"; nil where there is no such process.
  static func state(of process: pid_t) -> String? { fields(of: process)?.first }

  private static func parent(of process: pid_t) -> pid_t? {
    fields(of: process).flatMap { $0.count > 1 ? pid_t($0[1]) : nil }
  }

  /// The fields behind the command's name, which may itself hold spaces and brackets.
  private static func fields(of process: pid_t) -> [String]? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: end)...].split(separator: " ").map(String.init)
  }
}
