extension Dictionary where Key == String, Value == ParameterValue {
  /// A real parameter; integers count as reals.
  ///
  /// - Throws: ``InvalidParameters`` where it is missing or of another type.
  public func real(_ name: String) throws(InvalidParameters) -> Double {
    guard let number = self[name]?.number else { throw mismatch(name, expected: "a number") }
    return number
  }

  /// An integer parameter.
  ///
  /// - Throws: ``InvalidParameters`` where it is missing or of another type.
  public func integer(_ name: String) throws(InvalidParameters) -> Int {
    guard case .integer(let value)? = self[name] else { throw mismatch(name, expected: "a whole number") }
    return value
  }

  /// A text or choice parameter.
  ///
  /// - Throws: ``InvalidParameters`` where it is missing or of another type.
  public func text(_ name: String) throws(InvalidParameters) -> String {
    guard case .text(let value)? = self[name] else { throw mismatch(name, expected: "a word") }
    return value
  }

  /// A boolean parameter.
  ///
  /// - Throws: ``InvalidParameters`` where it is missing or of another type.
  public func boolean(_ name: String) throws(InvalidParameters) -> Bool {
    guard case .boolean(let value)? = self[name] else { throw mismatch(name, expected: "true or false") }
    return value
  }

  /// A list of reals.
  ///
  /// - Throws: ``InvalidParameters`` where it is missing or an item is not a number.
  public func reals(_ name: String) throws(InvalidParameters) -> [Double] {
    guard case .list(let items)? = self[name] else { throw mismatch(name, expected: "a list of numbers") }
    var numbers: [Double] = []
    for item in items {
      guard let number = item.number else { throw mismatch(name, expected: "a list of numbers") }
      numbers.append(number)
    }
    return numbers
  }

  private func mismatch(_ name: String, expected: String) -> InvalidParameters {
    let found = self[name].map { "found \($0)" } ?? "it is missing"
    return InvalidParameters(name, "parameter \(name) must be \(expected); \(found)")
  }
}
