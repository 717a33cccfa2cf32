internal import Spec
internal import SweepModel

/// Which of some sweeps a selector means.
enum SweepSelection {
  /// - Throws: ``SelectionError`` where it means none, with the names there are.
  static func select(
    _ selector: String, from sweeps: [(number: SweepNumber, id: SweepID, name: String)]
  ) throws(SelectionError) -> [SweepNumber] {
    let sorted = sweeps.sorted { $0.number < $1.number }
    // What the program itself prints comes first: an id, whatever its digits look like.
    if let exact = sorted.first(where: { $0.id.description == selector || $0.id.digest.hex == selector }) {
      return [exact.number]
    }
    let parsed: Selector
    do throws(Selector.Failure) { parsed = try Selector.parse(selector) } catch {
      throw SelectionError("\(error)")
    }
    var chosen: [SweepNumber] = []
    switch parsed {
    case .all: chosen = sorted.map(\.number)
    case .last: chosen = sorted.suffix(1).map(\.number)
    case .numbers(let ranges):
      chosen = sorted.map(\.number).filter { number in ranges.contains { $0.contains(number.value) } }
    case .named: break
    }
    if chosen.isEmpty {
      // A name means the newest sweep of that name: an older one has been replaced by it.
      chosen = sorted.filter { $0.name == selector }.suffix(1).map(\.number)
    }
    if chosen.isEmpty, selector.count >= 2 {
      let matching = sorted.filter { $0.id.digest.hex.hasPrefix(selector) }
      guard matching.count < 2 else {
        throw SelectionError("several sweeps begin with `\(selector)`: give more digits of the id")
      }
      chosen = matching.map(\.number)
    }
    guard !chosen.isEmpty else {
      throw .unknown("sweep", selector, known: sorted.map { ($0.name, "\($0.name) (\($0.id))") })
    }
    return chosen
  }
}
