extension CanonicalJSON {
  /// How deep lists and objects may nest: far more than any spec needs, far less than a stack holds.
  public static let depthLimit = 64

  /// Reads an object of parameters with no schema: numbers without point or exponent become integers.
  ///
  /// - Throws: ``JSONError`` with the byte at which the text stops being JSON, or is not such an object.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> Parameters {
    guard let parameters = try parseValue(bytes).parameters else {
      throw JSONError(
        offset: 0, problem: "expected an object of booleans, numbers, words and lists of these")
    }
    return parameters
  }

  /// Reads any JSON value.
  ///
  /// - Parameter limit: the most bytes to accept.
  /// - Throws: ``JSONError`` with the byte at which the text stops being JSON.
  public static func parseValue(_ bytes: [UInt8], limit: Int = 64 << 20) throws(JSONError) -> JSONValue {
    guard bytes.count <= limit else {
      throw JSONError(offset: limit, problem: "\(bytes.count) bytes, of which at most \(limit) are read")
    }
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    try reader.finish()
    return value
  }
}
