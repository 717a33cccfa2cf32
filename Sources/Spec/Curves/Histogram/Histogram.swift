internal import SweepModel

/// `kind: histogram`: how the values of a metric are distributed, one value for each task.
package struct Histogram: Sendable, Hashable {
  /// What the vertical axis shows.
  package enum Height: String, Sendable, Hashable, CaseIterable {
    /// How many values a bin has.
    case count
    /// Values in a bin over all values of the line in all bins and the bin's width: the area is 1.
    case density
  }

  /// At which step a streamed metric is looked at.
  package enum Step: Sendable, Hashable {
    case at(Int)
    /// The last one that each task has reported.
    case last
  }

  /// One place of ``theory``.
  package struct Place: Sendable, Hashable {
    package var x: Double
    /// A density.
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The metric.
  package var x: String
  /// Nil for the metric's final values.
  package var step: Step?
  /// The parameter `series`.
  package var lines: String?
  package var height = Height.count
  package var bins = HistogramBins.automatic
  /// The expected density by rising x, drawn as a line through these places; empty for none.
  package var theory: [Place] = []

  package init(x: String, step: Step? = nil, lines: String? = nil) {
    self.x = x
    self.step = step
    self.lines = lines
  }
}

extension Histogram: CurveContent {
  static let word = "histogram"
  static let noun = "a histogram"
  static let needs = "`name` and `x`"
  static let keys =
    ["name", "kind", "x", "step", "y", "bins", "theory", "series", "panel", "where"]
    + SpecChecker.figureKeys + ["x-range", "y-range"]
  static let parameterKeys = ["series", "panel"]
  static let isAggregated = false

  var kind: CurveKind { .histogram(self) }
  var y: String { height.rawValue }
  var metrics: [String] { [x] }
  var streamedMetrics: [String] { step == nil ? [] : [x] }
  func title(_ labels: Labels) -> String { "distribution of \(labels.metric(x).text)" }
  var quantities: CurveQuantities {
    CurveQuantities(x: .metric(x), y: height == .count ? .count : .density(of: x))
  }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = ["kind": .text(Histogram.word), "x": .text(x)]
    switch step {
    case .at(let step): members["step"] = .integer(step)
    case .last: members["step"] = .text("last")
    case nil: break
    }
    if let lines { members["series"] = .text(lines) }
    if height != .count { members["y"] = .text(height.rawValue) }
    if let bins = bins.json { members["bins"] = bins }
    if !theory.isEmpty { members["theory"] = .list(theory.map { .list([.real($0.x), .real($0.y)]) }) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let x = json["x"]?.text else { return nil }
    self.init(x: x, lines: json["series"]?.text)
    if let step = json["step"]?.integer {
      self.step = .at(step)
    } else if json["step"]?.text == "last" {
      step = .last
    }
    if let stored = json["y"] {
      guard let known = stored.text.flatMap(Height.init) else { return nil }
      height = known
    }
    if let stored = json["bins"] {
      guard let known = HistogramBins(json: stored) else { return nil }
      bins = known
    }
    for item in json["theory"]?.list ?? [] {
      guard let numbers = item.list?.compactMap(\.number), numbers.count == 2 else { return nil }
      theory.append(Place(x: numbers[0], y: numbers[1]))
    }
  }
}
