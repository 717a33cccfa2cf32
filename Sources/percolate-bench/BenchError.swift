internal import Platform

/// Why something could not be measured.
struct BenchError: Error, CustomStringConvertible {
  /// A sentence for the person who ran the benchmark.
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// What the operating system said about the last call.
  ///
  /// - Parameters:
  ///   - action: what was tried, as in "cannot start python".
  ///   - code: its errno.
  init(_ action: String, errno code: Int32) {
    description = "\(action): \(Errno.text(code))"
  }
}
