internal import Spec
internal import SweepModel

/// Turns the x parameter of a task into a place on the axis: its number, or the index of its word.
struct CurveAxis {
  /// The name that stands for the step of a streamed metric.
  static let step = "step"

  let parameter: String
  /// In the curve's order; nil for an axis of numbers.
  let categories: [ParameterValue]?
  private let places: [ParameterValue: Double]

  /// An axis of steps, on which no task has a place of its own.
  static let steps = CurveAxis(step)

  private init(_ name: String) {
    parameter = name
    categories = nil
    places = [:]
  }

  init(definition: CurveDefinition, tasks: [TaskRecord], order: KeyOrder) {
    parameter = definition.x
    let name = definition.x
    var isNumeric = true
    for task in tasks where name != CurveAxis.step {
      guard let value = task.point[name] else { continue }
      guard let number = value.number, number.isFinite else {
        isNumeric = false
        break
      }
    }
    if isNumeric {
      categories = nil
      places = [:]
    } else {
      let words = Set(tasks.compactMap { $0.point[name] }).sorted { order.precedes($0, $1, of: name) }
      categories = words
      places = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($0.element, Double($0.offset)) })
    }
  }

  /// Nil where the task lacks the parameter.
  func place(of task: TaskRecord) -> Double? {
    guard let value = task.point[parameter] else { return nil }
    if categories != nil { return places[value] }
    guard let number = value.number, number.isFinite else { return nil }
    // Minus zero is zero, also as a key.
    return number == 0 ? 0 : number
  }
}
