/// Reads a matrix from a file of NumPy's or of text, whichever it is by its content.
package enum MatrixFile {
  /// What a matrix may take in memory unless the caller says otherwise.
  package static let memory = 4 << 30

  /// - Parameter memory: bytes that the matrix may take, at eight for each number.
  /// - Throws: ``RepresentationError``: the file is of another kind, is damaged, does not fit into memory, or has a number
  ///   that is not finite or that a Double cannot hold.
  package static func read(_ path: String, memory: Int = memory) throws(RepresentationError) -> Matrix {
    let source = try ByteSource(path: path)
    return try read(source, memory: memory)
  }

  /// The same from bytes.
  ///
  /// - Parameter name: what errors call them.
  /// - Throws: ``RepresentationError``.
  package static func read(
    bytes: [UInt8], name: String, memory: Int = memory
  ) throws(RepresentationError) -> Matrix {
    try read(ByteSource(bytes, name: name), memory: memory)
  }

  private static func read(_ source: ByteSource, memory: Int) throws(RepresentationError) -> Matrix {
    let start = try source.next(NumpyHeader.magic.count)
    if start == NumpyHeader.magic { return try NumpyFile.read(source, memory: memory) }
    guard !start.isEmpty else { throw RepresentationError("\(source.name) is empty") }
    for (magic, kind) in foreign where start.starts(with: magic) {
      throw RepresentationError(
        "\(source.name) is \(kind), which may hold programs or several arrays and is not read; save one array with "
          + "`numpy.save(\"activations.npy\", array)`")
    }
    return try CSVMatrix.read(source, start: start, memory: memory)
  }

  /// What people try, by how it begins.
  private static let foreign: [([UInt8], String)] = [
    (Array("PK".utf8) + [3, 4], "a zip archive, such as .npz, or .pt of PyTorch"),
    ([0x89] + Array("HDF".utf8), "an HDF5 file"), ([0x1F, 0x8B], "compressed with gzip"),
    ([0x80, 2], "a pickle of Python"), ([0x80, 3], "a pickle of Python"), ([0x80, 4], "a pickle of Python"),
    ([0x80, 5], "a pickle of Python"), (Array("MATLAB".utf8), "a MATLAB file"),
  ]
}
