/// Whole numbers on the command line.
enum CountArgument {
  /// Slots of a worker.
  static let slots = 1...4096

  /// The number, where it makes sense for the option.
  ///
  /// - Throws: ``Problem`` that names the option and its range.
  static func check(_ value: Int, option: String, in range: ClosedRange<Int>) throws -> Int {
    guard range.contains(value) else {
      let takes =
        range.upperBound == .max
        ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
      throw Problem(ExitStatus.usage, "\(option) takes \(takes), found \(value)")
    }
    return value
  }
}
