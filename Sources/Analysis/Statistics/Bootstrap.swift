package import Spec
internal import SweepModel

/// Percentile bootstrap intervals whose random numbers depend on a name only, so that the same data
/// give the same interval on every machine and in every order.
package enum Bootstrap {
  /// The stream that resampling under this name draws from.
  static func stream(_ name: String) -> RandomStream {
    RandomStream(seed: 0, replicate: 0, name: "bootstrap/\(name)", task: nil)
  }

  /// How often to resample `count` numbers: 2000 times, less often for very many numbers, whose interval
  /// is narrow anyway, but at least 200 times.
  static func rounds(for count: Int) -> Int { max(200, min(2000, 4_000_000 / max(1, count))) }

  /// The percentile interval of a statistic (Efron 1979).
  ///
  /// - Parameters:
  ///   - level: the share of resamples inside, in (0, 1).
  ///   - name: what to derive the random numbers from.
  /// - Returns: nil below two values or for a level outside (0, 1).
  package static func interval(
    of statistic: CurveDefinition.Statistic, _ values: [Double], level: Double, name: String
  ) -> (lower: Double, upper: Double)? {
    guard values.count > 1, level > 0, level < 1 else { return nil }
    var stream = stream(name)
    var results: [Double] = []
    var resample = values
    var scratch: [Double] = []
    for _ in 0..<rounds(for: values.count) {
      for index in resample.indices { resample[index] = values[draw(below: values.count, &stream)] }
      if let value = Summary.value(of: statistic, in: resample, scratch: &scratch) { results.append(value) }
    }
    results.sort()
    let tail = (1 - level) / 2
    return (Summary.quantile(tail, ofSorted: results), Summary.quantile(1 - tail, ofSorted: results))
  }

  /// An index in 0..<count; the bias of the multiplication is below 2^-40 for any list that fits memory.
  static func draw(below count: Int, _ stream: inout RandomStream) -> Int {
    min(count - 1, Int(stream.uniform() * Double(count)))
  }
}
