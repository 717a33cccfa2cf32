internal import Foundation
internal import SweepModel

extension SpecChecker {
  /// The axes of a mapping, in its order.
  func axes(_ node: SpecNode?, _ what: String, _ schema: ExperimentSchema) -> [Axis] {
    fields(node, what).compactMap { axis($0, schema) }
  }

  private func axis(_ entry: SpecNode.Entry, _ schema: ExperimentSchema) -> Axis? {
    guard var definition = definition(entry.key, entry.keyMark, schema) else { return nil }
    let axis: Axis?
    if case .either(let kinds) = definition.kind, let number = kinds.first(where: \.isNumber),
      case .mapping = entry.value.content
    {
      definition.kind = number
    }
    switch entry.value.content {
    case .list(let nodes): axis = list(nodes, entry, definition)
    case .mapping(let fields) where fields.contains { $0.key.hasPrefix("log-") || $0.key == "count" }:
      axis = logarithmic(entry, definition)
    case .mapping: axis = linear(entry, definition)
    case .scalar:
      report(
        entry.value.mark, "\(entry.value.kindName) as axis `\(entry.key)`",
        expected: "a list, {from, to, step} or {log-from, log-to, count}")
      return nil
    }
    return axis
  }

  private func list(_ nodes: [SpecNode], _ entry: SpecNode.Entry, _ definition: ParameterDefinition) -> Axis?
  {
    guard !nodes.isEmpty else {
      report(entry.value.mark, "axis `\(entry.key)` has no values", expected: "at least one")
      return nil
    }
    var values: [ParameterValue] = []
    var seen: Set<ParameterValue> = []
    for node in nodes {
      guard let value = value(node, definition.kind, "axis `\(entry.key)`") else { continue }
      if seen.insert(value).inserted {
        values.append(value)
      } else {
        report(
          node.mark, "the value `\(value)` occurs twice on axis `\(entry.key)`", expected: "each value once")
      }
    }
    return Axis(name: entry.key, values: values)
  }

  /// {from, to, step}, in exact decimals: 0.1 to 1.0 by 0.1 is ten values and the third is 0.3.
  private func linear(_ entry: SpecNode.Entry, _ definition: ParameterDefinition) -> Axis? {
    guard let from = decimal("from", entry, definition), let to = decimal("to", entry, definition),
      let step = decimal("step", entry, definition)
    else {
      _ = fields(entry.value, "a range", allowed: SpecKeys.range)
      return nil
    }
    _ = fields(entry.value, "a range", allowed: SpecKeys.range)
    let range: DecimalRange
    do {
      range = try DecimalRange(from: from, to: to, step: step, limit: Sweep.taskLimit)
    } catch {
      let what = "axis `\(entry.key)`"
      switch error {
      case .zeroStep: report(entry.value.mark, "the step of \(what) is 0", expected: "another step")
      case .wrongDirection:
        report(
          entry.value.mark, "\(what) has no values: the step leads away from `to`",
          expected: "`from` before `to`, or a step of the other sign")
      case .tooManyDigits:
        report(entry.value.mark, "the range of \(what) needs more than 18 digits", expected: "fewer digits")
      case .tooMany:
        report(
          entry.value.mark, "\(what) has more values than a sweep may have tasks",
          expected: "at most \(Sweep.taskLimit)")
      }
      return nil
    }
    guard let values = values(range, definition.kind) else {
      report(
        entry.value.mark, "the range of axis `\(entry.key)` leaves what the parameter allows",
        expected: definition.kind.expectation)
      return nil
    }
    warnOfGap(range, to, entry)
    guard areDifferent(values) else {
      report(
        entry.value.mark, "axis `\(entry.key)` has equal values: its step is below what a number resolves")
      return nil
    }
    return Axis(name: entry.key, values: values, range: range)
  }

  /// Says where a range ends before its `to`.
  private func warnOfGap(_ range: DecimalRange, _ to: DecimalNumber, _ entry: SpecNode.Entry) {
    let last = range.last
    guard last.double != to.double, let mark = entry.value["to"]?.mark else { return }
    func text(_ number: DecimalNumber) -> String { CanonicalJSON.text(of: .real(number.double)) }
    let ends = range.count > 3 ? [range[0], range[1]] : (0..<range.count - 1).map { range[$0] }
    let shown = (ends.map(text) + (range.count > 3 ? ["..."] : []) + [text(last)]).joined(separator: ", ")
    warn(
      mark, "axis `\(entry.key)` ends at \(text(last)) and not at \(text(to)): its values are \(shown)",
      expected: "a `step` that leads from `from` to `to`, or `to: \(text(last))`")
  }

  /// The values of a range, of which none is computed yet; nil where the parameter does not take all of them.
  ///
  /// What lies between two allowed ends is allowed, and whole where the first and the step are.
  private func values(_ range: DecimalRange, _ kind: ParameterDefinition.Kind) -> AxisValues? {
    let ends = [range[0], range[min(1, range.count - 1)], range.last]
    switch kind {
    case .integer:
      guard ends.allSatisfy({ $0.integer.flatMap { kind.coerced(.integer($0)) } != nil }) else { return nil }
      return AxisValues(range, isReal: false)
    default:
      guard ends.allSatisfy({ kind.coerced(.real($0.double)) != nil }) else { return nil }
      return AxisValues(range, isReal: true)
    }
  }

  /// Whether no two neighbours are equal, which is all there can be among values that only rise or fall.
  private func areDifferent(_ values: AxisValues) -> Bool {
    guard let first = values.first?.number, let last = values.last?.number, values.count > 1 else {
      return true
    }
    let step = abs(last - first) / Double(values.count - 1)
    // Rounding moves a value by half a unit of its last place at most.
    if step > 2 * max(abs(first), abs(last)).ulp { return true }
    return zip(values, values.dropFirst()).allSatisfy { $0 != $1 }
  }

  /// {log-from, log-to, count}: equal ratios, ends exact, the others to 12 significant digits, so that
  /// the mathematical library of the machine at hand cannot change a task's id.
  private func logarithmic(_ entry: SpecNode.Entry, _ definition: ParameterDefinition) -> Axis? {
    let known = fields(entry.value, "a range", allowed: SpecKeys.logarithmicRange)
    let from = decimal("log-from", entry, definition)
    let to = decimal("log-to", entry, definition)
    guard let countNode = entry.value["count"] else {
      report(entry.value.mark, "the range of axis `\(entry.key)` has no `count`", expected: "how many values")
      return nil
    }
    let count = integer(countNode, "`count`", in: 2...100_000)
    guard known.count == 3, let from = from?.double, let to = to?.double, let count else { return nil }
    guard from > 0, to > 0 else {
      report(entry.value.mark, "a logarithmic range from or to 0 or below", expected: "positive ends")
      return nil
    }
    var values: [ParameterValue] = []
    for index in 0..<count {
      let fraction = Double(index) / Double(count - 1)
      var number = index == 0 ? from : to
      if index > 0, index < count - 1 {
        number = exp(log(from) + fraction * (log(to) - log(from)))
        number = Double(String(format: "%.11e", number)) ?? number
      }
      if case .integer = definition.kind { number = number.rounded() }
      guard let value = definition.kind.coerced(.real(number)) else {
        report(
          entry.value.mark, "\(number) on axis `\(entry.key)`", expected: definition.kind.expectation)
        return nil
      }
      values.append(value)
    }
    guard Set(values).count == values.count else {
      report(
        entry.value.mark, "axis `\(entry.key)` has equal values once they are rounded",
        expected: "a smaller `count` or different ends")
      return nil
    }
    return Axis(name: entry.key, values: values)
  }

  /// An end or a step of a range. Only that it is a number is checked: a step may be outside the
  /// parameter's range.
  private func decimal(
    _ key: String, _ entry: SpecNode.Entry, _ definition: ParameterDefinition
  ) -> DecimalNumber? {
    switch definition.kind {
    case .integer, .real: break
    default:
      report(
        entry.value.mark, "a range for axis `\(entry.key)`",
        expected: "a list of values, each \(definition.kind.expectation)")
      return nil
    }
    guard let node = entry.value[key] else {
      report(entry.value.mark, "the range of axis `\(entry.key)` has no `\(key)`", expected: "a number")
      return nil
    }
    guard case .scalar(let text, isPlain: true) = node.content, let decimal = DecimalNumber(text),
      decimal.double.isFinite
    else {
      report(node.mark, "\(node.kindName) for `\(key)`", expected: "a number of at most 18 digits")
      return nil
    }
    return decimal
  }
}
