internal import Platform

/// Arrays in NumPy's .npy files.
package enum NumpyFile {
  /// Bytes that are read at once.
  private static let chunk = 1 << 20
  /// More dimensions than NumPy has.
  private static let mostDimensions = 64

  /// - Parameter source: behind the magic bytes.
  static func read(_ source: ByteSource, memory: Int) throws(RepresentationError) -> Matrix {
    let name = source.name
    let truncated = RepresentationError(
      "\(name) ends within its header: it has \(source.size) bytes; was it copied to its end?")
    let version = try source.next(2)
    guard version.count == 2 else { throw truncated }
    guard (1...3).contains(version[0]), version[1] == 0 else {
      throw RepresentationError(
        "\(name) is of version \(version[0]).\(version[1]) of the .npy format; 1.0, 2.0 and 3.0 are read")
    }
    let lengthBytes = try source.next(version[0] == 1 ? 2 : 4)
    guard lengthBytes.count == (version[0] == 1 ? 2 : 4) else { throw truncated }
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= NumpyHeader.longest else {
      throw RepresentationError(
        "\(name): the header of this .npy file takes \(length) bytes; those of arrays of numbers take a hundred"
      )
    }
    let text = try source.next(length)
    guard text.count == length else { throw truncated }
    let header = try NumpyHeader(String(decoding: text, as: UTF8.self), name: name)
    let start = NumpyHeader.magic.count + 2 + lengthBytes.count + length
    let (rows, columns) = try sides(header.shape, name: name, memory: memory)
    // Neither overflows: eight bytes a number fit into memory.
    let wanted = start + rows * columns * header.type.size
    guard source.size == wanted else {
      throw RepresentationError(
        "\(name) has \(source.size) bytes, but its header promises \(wanted): \(rows) rows of \(columns) numbers of "
          + "\(header.type.size) bytes. "
          + (source.size < wanted ? "Was it copied to its end?" : "Were several arrays saved into one file?"))
    }
    return try numbers(of: header, rows: rows, columns: columns, from: source)
  }

  /// Rows are the first dimension, columns are all others together.
  private static func sides(
    _ shape: [Int], name: String, memory: Int
  ) throws(RepresentationError) -> (rows: Int, columns: Int) {
    let text = "(" + shape.prefix(8).map { "\($0)" }.joined(separator: ", ") + ")"
    guard (2...mostDimensions).contains(shape.count), let rows = shape.first, shape.allSatisfy({ $0 > 0 })
    else {
      throw RepresentationError(
        "\(name) holds an array of shape \(text); expected (rows, columns), or (rows, ...) of which all but the first "
          + "are taken as columns, none of them 0")
    }
    var (count, overflows) = (8, false)
    for side in shape {
      let product = count.multipliedReportingOverflow(by: side)
      count = product.partialValue
      overflows = overflows || product.overflow
    }
    guard !overflows, count <= memory else {
      throw RepresentationError(
        "\(name) holds an array of shape \(text), which takes "
          + (overflows ? "more memory than there is" : "\(count >> 20) MiB in double precision")
          + "; \(memory >> 20) MiB are allowed (--memory)")
    }
    return (rows, shape.dropFirst().reduce(1, *))
  }

  private static func numbers(
    of header: NumpyHeader, rows: Int, columns: Int, from source: ByteSource
  ) throws(RepresentationError) -> Matrix {
    let size = header.type.size
    let order = header.isFortran ? fortranColumns(Array(header.shape.dropFirst())) : []
    var values = [Double](repeating: 0, count: rows * columns)
    var index = 0
    while index < values.count {
      let count = min(values.count - index, chunk / size)
      let bytes = try source.next(count * size)
      guard bytes.count == count * size else {
        throw RepresentationError("\(source.name) became shorter while it was read")
      }
      var bad: (place: Int, isExact: Bool)?
      bytes.withUnsafeBufferPointer { bytes in
        for number in 0..<count {
          let at = index + number
          let place = header.isFortran ? at % rows * columns + order[at / rows] : at
          let value = header.type.number(bytes[(number * size)..<((number + 1) * size)])
          guard let value, value.isFinite else {
            bad = (place, value != nil)
            return
          }
          values[place] = value
        }
      }
      if let bad {
        throw RepresentationError(
          "\(source.name): row \(bad.place / columns), column \(bad.place % columns) (counted from 0) "
            + (bad.isExact
              ? "is not a finite number; training that diverged leaves such activations"
              : "is a whole number beyond 2^53, which a double cannot hold; divide the array first"))
      }
      index += count
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  /// Where each column lies in C order, for the columns as Fortran's order has them.
  private static func fortranColumns(_ shape: [Int]) -> [Int] {
    let count = shape.reduce(1, *)
    return (0..<count).map { index in
      var (rest, column, stride) = (index, 0, count)
      for side in shape {
        stride /= side
        column += rest % side * stride
        rest /= side
      }
      return column
    }
  }

  /// The content of an .npy file, version 1, with little-endian numbers in single precision in C order.
  ///
  /// - Parameter values: row after row, as many as `rows` times `columns`, which the caller makes sure of.
  package static func bytes(rows: Int, columns: Int, floats values: [Float]) -> [UInt8] {
    precondition(rows * columns == values.count, "not a matrix")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    // All before the numbers, and the line's end, takes a multiple of 64 bytes.
    let used = NumpyHeader.magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - used % 64) % 64) + "\n"
    let length = header.utf8.count
    var bytes =
      NumpyHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8 & 255)] + Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Writes such a file, which takes its place as a whole.
  ///
  /// - Throws: `SystemError`.
  package static func write(rows: Int, columns: Int, floats values: [Float], to path: String) throws {
    try FileReplacement.write(to: path) { try $0.append(bytes(rows: rows, columns: columns, floats: values)) }
  }
}
