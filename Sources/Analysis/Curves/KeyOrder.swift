package import Spec
package import SweepModel

/// The order of series, panels, rows and words on an axis: numbers rise, everything else stands as the spec lists
/// it, unless the curve's `order` says otherwise.
package struct KeyOrder: Sendable {
  /// More values than anyone reads in a legend: such an axis keeps the order of its numbers.
  private static let most = 10_000

  /// By parameter and value, where the spec has it.
  private var places: [String: [ParameterValue: Int]] = [:]
  private var arrangement: FigureSettings.Order?

  /// Numbers by size, words by their letters.
  package init() {}

  /// As the axes of a sweep list their values, those of `when` blocks after the others.
  package init(_ sweep: Sweep) {
    for axis in sweep.axes + sweep.conditionals.flatMap(\.axes) where axis.values.count <= KeyOrder.most {
      for value in axis.values {
        let key = value.normalised
        let count = places[axis.name]?.count ?? 0
        if places[axis.name]?[key] == nil { places[axis.name, default: [:]][key] = count }
      }
    }
  }

  /// The same with what a curve's `order` says.
  package func arranged(_ arrangement: FigureSettings.Order?) -> KeyOrder {
    var order = self
    order.arrangement = arrangement
    return order
  }

  /// Whether one value of a parameter stands before another; none before all others.
  package func precedes(_ left: ParameterValue?, _ right: ParameterValue?, of parameter: String?) -> Bool {
    guard let left, let right else { return left == nil && right != nil }
    switch arrangement {
    case .rising: return left < right
    case .falling: return right < left
    case nil, .spec: break
    }
    if arrangement == nil, left.number != nil, right.number != nil { return left < right }
    let known = parameter.flatMap { places[$0] } ?? [:]
    switch (known[left.normalised], known[right.normalised]) {
    case (let one?, let other?): return one < other
    case (.some, nil): return true
    case (nil, .some): return false
    case (nil, nil): return left < right
    }
  }
}
