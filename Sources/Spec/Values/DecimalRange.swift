internal import SweepModel

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

  /// Elements that do not fit in an Int end the range: a damaged file might bring them in.
  init(first: Int, step: Int, exponent: Int, count: Int) {
    self.first = first
    self.step = step
    self.exponent = exponent
    let room =
      step < 0 ? first.subtractingReportingOverflow(.min) : Int.max.subtractingReportingOverflow(first)
    let most = room.overflow ? UInt(Int.max) : room.partialValue.magnitude
    let fitting = step == 0 ? .max : most / step.magnitude
    self.count = max(0, min(count, Int(clamping: fitting) == .max ? .max : Int(clamping: fitting) + 1))
  }

  /// Element `index`, which is one of ``count``.
  subscript(index: Int) -> DecimalNumber {
    DecimalNumber(significand: first &+ index &* step, exponent: exponent)
  }

  /// The last element; the first where there is one alone.
  var last: DecimalNumber { self[max(0, count - 1)] }
}
