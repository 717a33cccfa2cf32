internal import Foundation
internal import SweepModel

/// Numbers as people read them in figures and tables; files for programs use ``exact(_:)``.
package enum NumberText {
  /// Up to `digits` significant digits without trailing zeros: 0.3333, 12, 1.2e-07.
  package static func short(_ number: Double, digits: Int = 4) -> String {
    guard number.isFinite else { return exact(number) }
    if number == 0 { return "0" }
    let text = String(format: "%.*g", max(1, min(17, digits)), number)
    // Large whole numbers read better written out than as 1.024e+05.
    if text.contains("e"), abs(number) < 1e7, number == number.rounded() { return String(Int(number)) }
    return text
  }

  /// Rounded to significant digits and written out, without an exponent below ten millions: 12300, 0.5.
  package static func rounded(_ number: Double, digits: Int) -> String {
    let text = String(format: "%.*e", max(0, min(16, digits - 1)), number)
    return short(Double(text) ?? number, digits: digits)
  }

  /// A share in percent without the sign, with as many digits as it takes that only 0 and 1 read as 0 and 100: 99.99 and
  /// not 100.
  package static func percent(_ share: Double, digits: Int = 4) -> String {
    // The product of 0.0123 and 100 is 1.23 after this and 1.2299999999999998 before.
    let percent = (share * 1e14).rounded() / 1e12
    guard share > 0, share < 1 else { return short(percent, digits: digits) }
    for digits in digits..<16 {
      let text = rounded(percent, digits: digits)
      if text != "100", text != "0" { return text }
    }
    return exact(percent)
  }

  /// Like ``short(_:digits:)``, with as many digits as it takes that different numbers get different texts.
  package static func distinct(_ numbers: [Double], digits: Int = 4) -> [String] {
    let wanted = Set(numbers).count
    for digits in digits..<17 {
      let texts = numbers.map { short($0, digits: digits) }
      if Set(texts).count >= wanted { return texts }
    }
    return numbers.map(exact)
  }

  /// With a fixed number of decimals: 0.30.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return exact(number) }
    let text = String(format: "%.*f", max(0, min(17, decimals)), number)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// The shortest text that reads back as the same number; `nan`, `inf` and `-inf` for the rest.
  package static func exact(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return CanonicalJSON.text(of: .real(number))
  }
}
