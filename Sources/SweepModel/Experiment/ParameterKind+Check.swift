extension ParameterDefinition.Kind {
  /// What a message says was expected: "a number in 0...1".
  public var expectation: String {
    switch self {
    case .boolean: return "true or false"
    case .integer(let range):
      switch (range.lowerBound == .min, range.upperBound == .max) {
      case (true, true): return "a whole number"
      case (false, true): return "a whole number of at least \(range.lowerBound)"
      case (true, false): return "a whole number of at most \(range.upperBound)"
      case (false, false): return "a whole number in \(range.lowerBound)...\(range.upperBound)"
      }
    case .real(let range, let aboveLower):
      let low = CanonicalJSON.text(of: .real(range.lowerBound))
      let high = CanonicalJSON.text(of: .real(range.upperBound))
      let hasLow = range.lowerBound > -.greatestFiniteMagnitude
      let hasHigh = range.upperBound < .greatestFiniteMagnitude
      switch (hasLow, hasHigh) {
      case (false, false): return "a number"
      case (true, false): return aboveLower ? "a number above \(low)" : "a number of at least \(low)"
      case (false, true): return "a number of at most \(high)"
      case (true, true):
        return aboveLower ? "a number above \(low) and at most \(high)" : "a number in \(low)...\(high)"
      }
    case .choice(let words): return "one of " + words.joined(separator: ", ")
    case .text: return "text"
    case .list(let item, let count):
      let length =
        count.lowerBound == count.upperBound
        ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      let bounds = count.upperBound == .max ? "at least \(count.lowerBound)" : length
      return "a list of \(bounds) items, each \(item.expectation)"
    case .either(let kinds): return kinds.map(\.expectation).joined(separator: ", or ")
    }
  }

  /// The value as this kind holds it (1 for a real is 1.0, 16.0 for an integer is 16), or nil where it
  /// has another type or is out of range.
  public func coerced(_ value: ParameterValue) -> ParameterValue? {
    switch (self, value) {
    case (.boolean, .boolean): return value
    case (.integer(let range), .integer(let number)): return range.contains(number) ? value : nil
    case (.integer(let range), .real(let number)):
      guard let whole = Int(exactly: number), range.contains(whole) else { return nil }
      return .integer(whole)
    case (.real(let range, let aboveLower), .integer), (.real(let range, let aboveLower), .real):
      guard let number = value.number, number.isFinite, range.contains(number) else { return nil }
      if aboveLower, number == range.lowerBound { return nil }
      // Adding zero turns -0 into 0: the two are equal and must be one value.
      return .real(number + 0)
    case (.choice(let words), .text(let text)): return words.contains(text) ? value : nil
    case (.text, .text): return value
    case (.list(let kind, let count), .list(let items)):
      guard count.contains(items.count) else { return nil }
      let values = items.compactMap(kind.coerced)
      return values.count == items.count ? .list(values) : nil
    case (.either(let kinds), _): return kinds.lazy.compactMap { $0.coerced(value) }.first
    default: return nil
    }
  }
}
