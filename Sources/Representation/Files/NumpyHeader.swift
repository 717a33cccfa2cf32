/// What stands before the numbers of an .npy file: their type, their order and the shape of the array
/// (numpy.lib.format, versions 1 to 3).
struct NumpyHeader: Equatable {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest description that is read: NumPy's own limit.
  static let longest = 10_000

  let type: NumpyType
  /// Whether the first index runs fastest.
  let isFortran: Bool
  let shape: [Int]

  /// - Parameter text: a dictionary as Python writes it: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
  /// - Throws: ``RepresentationError``.
  init(_ text: String, name: String) throws(RepresentationError) {
    var parser = PythonLiteral(text)
    guard let entries = parser.dictionary() else {
      throw RepresentationError(
        "\(name): the header of this .npy file is not a dictionary as numpy.save writes it: "
          + "`\(text.prefix(80))`; save the array again")
    }
    guard case .text(let description) = entries["descr"] else {
      throw RepresentationError(
        entries["descr"] == nil
          ? "\(name): the header of this .npy file lacks `descr`, the type of its numbers; save the array again"
          : "\(name) holds records with several fields; save one field, as in `numpy.save(file, array[\"field\"])`"
      )
    }
    guard case .truth(let isFortran) = entries["fortran_order"], case .numbers(let shape) = entries["shape"]
    else {
      throw RepresentationError(
        "\(name): the header of this .npy file lacks `fortran_order` (True or False) or `shape` (whole numbers): "
          + "`\(text.prefix(80))`; save the array again")
    }
    type = try NumpyType(description, name: name)
    (self.isFortran, self.shape) = (isFortran, shape)
  }
}
