/// Everything that is wrong with a spec, in the order of the file: never empty.
package struct SpecErrors: Error, Sendable, CustomStringConvertible {
  /// More than anyone reads at once; a file of noise would otherwise fill the terminal.
  static let limit = 50

  /// In the order of the file, the first 50 at most.
  package let problems: [SpecProblem]
  /// How many there are in all.
  package let count: Int

  init(_ found: [SpecProblem]) {
    var seen: Set<SpecProblem> = []
    let unique = found.filter { seen.insert($0).inserted }
    let sorted = unique.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
    }
    problems = sorted.prefix(SpecErrors.limit).map(\.element)
    count = unique.count
  }

  /// The same problems in other places.
  func mapped(_ change: (SpecProblem) -> SpecProblem) -> SpecErrors {
    SpecErrors(problems.map(change), count: count)
  }

  private init(_ problems: [SpecProblem], count: Int) {
    self.problems = problems
    self.count = count
  }

  package var description: String {
    var lines = problems.map(\.description)
    if count > problems.count { lines.append("and \(count - problems.count) more") }
    return lines.joined(separator: "\n")
  }
}
