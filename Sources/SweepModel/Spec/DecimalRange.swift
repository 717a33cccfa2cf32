/// An arithmetic progression of decimals: (first + i x step) x 10^exponent, for i in 0..<count, exactly.
struct DecimalRange: Hashable, Sendable {
  var first: Int
  var step: Int
  var exponent: Int
  var count: Int

  enum Failure: Error { case zeroStep, wrongDirection, tooManyDigits, tooMany }

  /// All values from `from` in steps of `step` that do not pass `to`.
  init(from: DecimalNumber, to: DecimalNumber, step: DecimalNumber, limit: Int) throws(Failure) {
    let exponent = [from, to, step].filter { $0.significand != 0 }.map(\.exponent).min() ?? 0
    guard let first = from.significand(at: exponent), let last = to.significand(at: exponent),
      let stride = step.significand(at: exponent)
    else { throw .tooManyDigits }
    guard stride != 0 else { throw .zeroStep }
    let (span, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow else { throw .tooManyDigits }
    guard span == 0 || (span > 0) == (stride > 0) else { throw .wrongDirection }
    let steps = span.magnitude / stride.magnitude
    guard steps < limit else { throw .tooMany }
    self.init(first: first, step: stride, exponent: exponent, count: Int(steps) + 1)
  }

  init(first: Int, step: Int, exponent: Int, count: Int) {
    self.first = first
    self.step = step
    self.exponent = exponent
    self.count = count
  }

  /// The values in order. An element that overflows ends the list, which `init(from:to:step:limit:)` rules
  /// out and a damaged file might bring in.
  var values: [DecimalNumber] {
    var values: [DecimalNumber] = []
    values.reserveCapacity(count)
    var current = first
    for index in 0..<max(0, count) {
      values.append(DecimalNumber(significand: current, exponent: exponent))
      if index + 1 == count { break }
      let (next, overflow) = current.addingReportingOverflow(step)
      if overflow { break }
      current = next
    }
    return values
  }
}
