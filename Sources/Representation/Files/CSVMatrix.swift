/// Matrices as text: a row in each line, numbers between commas, semicolons, tabs or spaces.
enum CSVMatrix {
  private static let newline = UInt8(ascii: "\n")

  /// - Parameter start: the bytes of the file that have been read.
  /// - Throws: ``RepresentationError``.
  static func read(_ source: ByteSource, start: [UInt8], memory: Int) throws(RepresentationError) -> Matrix {
    guard source.size <= memory else {
      throw RepresentationError(
        "\(source.name) has \(source.size >> 20) MiB; \(memory >> 20) MiB are allowed (--memory). As .npy it would be "
          + "smaller: `numpy.save(\"activations.npy\", array)`")
    }
    var reader = CSVReader(name: source.name, memory: memory)
    var rest = start
    while true {
      let chunk = try source.next(1 << 20)
      rest += chunk
      var lines = rest.split(separator: newline, omittingEmptySubsequences: false)
      let last = lines.removeLast()
      for line in lines { try reader.take(line) }
      rest = Array(last)
      if chunk.isEmpty { break }
    }
    try reader.take(rest[...])
    return try reader.finish()
  }
}
