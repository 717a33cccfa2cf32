internal import SweepModel

/// Statuses of tasks as the command line names them: comma-separated.
enum StatusFilter {
  /// - Throws: ``Problem`` with ``ExitStatus/usage`` for a word that is no status.
  static func parse(_ text: String) throws -> [TaskStatus] {
    guard !text.isEmpty else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let word = String(part.trimmingPrefix { $0 == " " })
      guard let status = TaskStatus(rawValue: word) else {
        let known = TaskStatus.allCases.map(\.rawValue)
        let hint =
          NearestName.of(word, among: known).map { "did you mean `\($0)`?" }
          ?? "there are \(known.joined(separator: ", "))"
        throw Problem(ExitStatus.usage, "there is no status `\(word.prefix(100))`; \(hint)")
      }
      return status
    }
  }
}
