internal import SweepModel

/// Which sweeps or tasks a command means: `last`, `all`, `1,3,5-8`, or a name or an id's prefix.
package enum Selector: Hashable, Sendable {
  case last
  case all
  /// Ordinals, ascending and apart.
  case numbers([ClosedRange<Int>])
  /// A name, an id or the beginning of one.
  case named(String)

  /// A sentence about a text that is no selector.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// Reads one argument.
  ///
  /// A run of digits can also be the beginning of an id, so a number has nine digits at most, and a printed id,
  /// which has twelve, is never taken for one.
  ///
  /// - Throws: ``Failure`` for an empty text, a range that runs backwards and numbers beyond 10^9.
  package static func parse(_ text: String) throws(Failure) -> Selector {
    let text = text.trimmed
    switch text {
    case "": throw Failure(description: "nothing selected; expected last, all, 1,3,5-8, a name or an id")
    case "last": return .last
    case "all": return .all
    default: break
    }
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "," || $0 == "-") }),
      text.contains(where: { $0.isNumber }), !(text.count > 9 && text.allSatisfy(\.isNumber))
    else { return .named(text) }
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      ranges.append(try range(part, of: text))
    }
    return .numbers(merged(ranges))
  }

  private static func range(_ part: Substring, of text: String) throws(Failure) -> ClosedRange<Int> {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false)
    var numbers: [Int] = []
    for end in ends {
      guard let number = Int(end), number <= 1_000_000_000 else {
        throw Failure(
          description: "`\(part)` in `\(text)` is no number or range; expected for example 1,3,5-8")
      }
      numbers.append(number)
    }
    guard ends.count <= 2, let low = numbers.first, let high = numbers.last else {
      throw Failure(description: "`\(part)` in `\(text)` has too many `-`; expected for example 5-8")
    }
    guard low <= high else {
      throw Failure(description: "the range `\(part)` runs backwards; write \(high)-\(low)")
    }
    return low...high
  }

  private static func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var merged: [ClosedRange<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
