package import SweepModel

/// What `compare` asks for: whether a metric is larger at one value of an axis than at another, by replicates that share
/// their random numbers.
///
/// Replicates are added until the interval of the mean difference lies on one side of 0, or is narrow enough.
package struct Comparison: Sendable, Hashable {
  /// What is taken for granted of the differences.
  package enum Assumption: Sendable, Hashable {
    /// That the metric lies within this, whatever its distribution.
    case bounded(ClosedRange<Double>)
    /// That differences are normally distributed about their mean, or nearly so.
    case normal
    /// Nothing: what is compared is the median of the differences.
    case nothing

    /// What is taken for granted, for people.
    package var sentence: String {
      switch self {
      case .bounded(let range):
        "assumes that the metric lies in \(CanonicalJSON.text(of: .real(range.lowerBound))) to \(CanonicalJSON.text(of: .real(range.upperBound)))"
      case .normal: "assumes nearly normal differences"
      case .nothing: "assumes nothing of the differences"
      }
    }

    /// As specs write it.
    package var word: String {
      switch self {
      case .bounded: "bounded"
      case .normal: "normal"
      case .nothing: "nothing"
      }
    }
  }

  /// What of the differences is compared with 0.
  package enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean, median
  }

  /// A point of which nothing has succeeded is left out once it has as many replicates.
  package static let patience = 4

  /// Final metric whose values are compared.
  package var metric: String
  package var axis: String
  /// The value at which the metric may be the larger one.
  package var first: ParameterValue
  /// The value that it is compared with.
  package var second: ParameterValue
  /// Axes for each of whose values there is a comparison of its own; over all others the difference is averaged.
  package var each: [String]
  /// The difference is known well enough within plus or minus this.
  package var tolerance: Double
  /// How probable a wrong statement may be, of all comparisons of the sweep together and however often they are looked
  /// at: 0.05 for 5 %.
  package var error: Double
  /// The most replicates of one point; the spec's `replicates` is the least.
  package var replicates: Int
  package var assumption: Assumption

  package init(
    metric: String, axis: String, first: ParameterValue, second: ParameterValue, each: [String] = [],
    tolerance: Double, error: Double = 0.05, replicates: Int, assumption: Assumption
  ) {
    self.metric = metric
    self.axis = axis
    self.first = first
    self.second = second
    self.each = each
    self.tolerance = tolerance
    self.error = error
    self.replicates = replicates
    self.assumption = assumption
  }

  package var statistic: Statistic { assumption == .nothing ? .median : .mean }

  /// Pairs of which a comparison may say something, of as many as share the error rate.
  package func leastPairs(comparisons: Int) -> Int {
    let error = error / Double(max(1, comparisons))
    switch assumption {
    case .bounded: return 1
    case .normal: return (3 * Comparison.equalPairs(error: error) + 1) / 2
    case .nothing: return Comparison.equalPairs(error: error)
    }
  }

  /// Pairs that, all alike, are no chance: the sign test's least number of them (see `ConfidenceSequence`).
  package static func equalPairs(error: Double) -> Int {
    // (2^(n+1) - 1) / (n+1) is what a bet on one sign has made of 1 after n of that sign.
    var (count, capital) = (1, 2.0)
    while capital - 1 / Double(count + 1) < 2 / error, capital.isFinite {
      count += 1
      capital = capital * 2 * Double(count) / Double(count + 1)
    }
    return count
  }

  /// `model relu above linear`: what is asked, for people.
  package var question: String {
    (statistic == .median ? "the median difference of " : "")
      + "\(metric) at \(axis) \(first) above that at \(second)"
  }
}

extension Comparison {
  var json: JSONValue {
    let range: JSONValue =
      switch assumption {
      case .bounded(let range): .list([.real(range.lowerBound), .real(range.upperBound)])
      case .normal, .nothing: .null
      }
    var members: [String: JSONValue] = [
      "axis": .text(axis), "each": JSONValue.words(each), "error": .real(error), "first": JSONValue(first),
      "metric": .text(metric), "range": range, "replicates": .integer(replicates),
      "second": JSONValue(second),
      "tolerance": .real(tolerance),
    ]
    // Where it is the mean, ids stay what they were before there was a choice.
    if statistic != .mean { members["statistic"] = .text(statistic.rawValue) }
    return .object(members)
  }

  /// Reads ``json`` back; nil where it is damaged.
  ///
  /// - Parameter schema: gives values their types.
  init?(json: JSONValue, schema: ExperimentSchema?) {
    guard let metric = json["metric"]?.text, let axis = json["axis"]?.text,
      let first = json["first"]?.parameterValue?.typed(by: schema?[axis]),
      let second = json["second"]?.parameterValue?.typed(by: schema?[axis]),
      let each = json["each"]?.list?.compactMap(\.text), let tolerance = json["tolerance"]?.number,
      tolerance > 0, let error = json["error"]?.number, error > 0, error < 1,
      let replicates = json["replicates"]?.integer, (1...Sweep.taskLimit).contains(replicates),
      let range = json["range"]
    else { return nil }
    var assumption = Assumption.normal
    if let ends = range.list?.compactMap(\.number) {
      guard ends.count == 2, ends[0] < ends[1] else { return nil }
      assumption = .bounded(ends[0]...ends[1])
    }
    if let word = json["statistic"]?.text {
      guard let statistic = Statistic(rawValue: word) else { return nil }
      if statistic == .median { assumption = .nothing }
    }
    self.init(
      metric: metric, axis: axis, first: first, second: second, each: each, tolerance: tolerance,
      error: error,
      replicates: replicates, assumption: assumption)
  }
}
