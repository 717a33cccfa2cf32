internal import SweepModel

/// Sizes in bytes on the command line.
enum SizeArgument {
  /// Bytes of a text such as `8GiB`.
  ///
  /// - Parameter range: bytes that make sense for the option.
  /// - Throws: ``Problem`` that names the option.
  static func bytes(_ text: String, option: String, in range: ClosedRange<Int>) throws -> Int {
    guard let bytes = ByteCount.parseBytes(text) else {
      throw Problem(ExitStatus.usage, "\(option) takes \(ByteCount.expectation), found `\(text)`")
    }
    guard range.contains(bytes) else {
      throw Problem(
        ExitStatus.usage,
        "\(option) takes \(ByteCount.format(range.lowerBound)) to \(ByteCount.format(range.upperBound)), "
          + "found `\(text)`, which is \(ByteCount.format(bytes))")
    }
    return bytes
  }
}
