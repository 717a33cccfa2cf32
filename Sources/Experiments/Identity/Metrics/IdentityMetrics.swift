internal import SweepModel

/// The metrics of the identity task. Those of single concepts and corners have a number or a bit pattern in
/// their names; a task reports those that its concepts have.
enum IdentityMetrics {
  static let mostCornerConcepts = 4
  /// Of losses, times, sizes and counts.
  static let notNegative = 0...Double.infinity

  static func perConcept(
    _ name: String, symbol: String? = nil, label: String? = nil, streamed: Bool = false,
    range: ClosedRange<Double>? = nil, _ summary: String
  ) -> [ExperimentSchema.Metric] {
    (1...IdentityParameters.mostConcepts).map { concept in
      .init(
        "\(name)-\(concept)", symbol: symbol.map { $0 + index(concept) },
        label: label.map { "\($0) \(concept)" }, streamed: streamed, final: !streamed, range: range,
        "\(summary), concept \(concept)")
    }
  }

  /// A number as the index of a symbol: ₁₂.
  private static func index(_ numbers: Int...) -> String {
    let digits = Array("₀₁₂₃₄₅₆₇₈₉")
    return String(numbers.flatMap { String($0).compactMap(\.wholeNumberValue) }.map { digits[$0] })
  }

  static let all: [ExperimentSchema.Metric] =
    [
      .init(
        "rise", required: true, range: notNegative,
        "largest rise of the test loss above what it had reached, as a part of the first one"),
      .init(
        "descents", required: true, range: 1...(.infinity),
        "one more than the rises of the test loss by over 1 % of the first one"),
      .init(
        "three-descents", label: "three descents", required: true, range: 0...1,
        "1 where the test loss falls three times or more, else 0"),
      .init(
        "swing-by", label: "Swing-by", required: true, range: 0...1, "1 where the rise is above 0.01, else 0"),
      .init(
        "turns-away", label: "turns away", required: true, range: 0...1,
        "1 where the output once moves from the test point toward a cluster, else 0"),
      .init(
        "initial-test-loss", label: "initial test loss", required: true, range: notNegative,
        "1/2 |f(x) - x|^2 at the test point before training"),
      .init(
        "final-test-loss", label: "final test loss", required: true, range: notNegative, "the same at the end"
      ),
      .init(
        "final-train-loss", label: "final train loss", required: true, range: notNegative,
        "mean of 1/2 |f(x) - x|^2 over the training set at the end"),
      .init(
        "learned-order", label: "learned order", required: true, range: notNegative,
        "concepts as learned, as digits: 21 for concept 2 before 1; 0 for none"),
      .init(
        "first-learned", label: "first concept learned", required: true, range: notNegative,
        "the concept learned first, counted from 1; 0 for none"),
      .init(
        "concept-1-first", label: "concept 1 first", range: 0...1,
        "1 where concept 1 is learned first, 0 where another is; none where none is"),
      .init(
        "learned-concepts", label: "learned concepts", required: true, range: notNegative,
        "how many concepts are learned at the end"),
      .init(
        "terminal-slope", label: "terminal slope",
        "slope of the logarithm of the test loss over flow time at the end"),
      .init(
        "corner-order", label: "corner order", range: 0...1,
        "share of comparable corners whose losses keep their order, over all times"),
      .init(
        "theory-error", label: "theory error", range: notNegative,
        "largest distance of the test loss from its closed form, per first test loss"),
    ]
    + perConcept(
      "time-to-learn", label: "time to learn concept", range: notNegative,
      "flow time until the output stays above learned-at")
    + streamed

  private static let streamed: [ExperimentSchema.Metric] =
    [
      .init(
        "train-loss", label: "train loss", streamed: true, final: false, range: notNegative,
        "mean of 1/2 |f(x) - x|^2 over the training set"),
      .init(
        "test-loss", label: "test loss", streamed: true, final: false, range: notNegative,
        "1/2 |f(x) - x|^2 at the test point"),
      .init(
        "theory-train-loss", label: "theory of train loss", streamed: true, final: false, range: notNegative,
        "train-loss by the closed form from the same start"),
      .init(
        "theory-test-loss", label: "theory of test loss", streamed: true, final: false, range: notNegative,
        "test-loss by the closed form from the same start"),
      .init(
        "jacobian-minor", label: "minor Jacobian entries", streamed: true, final: false,
        "mean of the minor entries"),
      .init(
        "jacobian-irrelevant", label: "irrelevant Jacobian entries", streamed: true, final: false,
        range: notNegative,
        "root of the mean square of the irrelevant entries"),
    ] + perConcept("output", symbol: "f", streamed: true, "output at the test point")
    + (1...mostCornerConcepts).flatMap { row in
      (1...mostCornerConcepts).map { column in
        ExperimentSchema.Metric(
          "jacobian-\(row)-\(column)", symbol: "J" + index(row, column), streamed: true, final: false,
          "slope of output \(row) by input \(column), in concept coordinates")
      }
    }
    + (1...mostCornerConcepts).flatMap { concepts in
      (0..<(1 << concepts)).map { corner in
        let name = CornerHierarchy.name(corner, concepts: concepts)
        return ExperimentSchema.Metric(
          "corner-\(name)", label: "corner \(name)", streamed: true, final: false, range: notNegative,
          "1/2 |f(x) - x|^2 where the concepts marked 1 are present")
      }
    }
}
