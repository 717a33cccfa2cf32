internal import SweepModel

/// Where the bins of a histogram begin and end, the same in all of its panels.
package enum HistogramBins: Sendable, Hashable {
  /// More than a figure can show.
  package static let most = 1000

  /// Equal ones by the rule of Freedman and Diaconis over all values.
  case automatic
  /// That many equal ones, 1 to ``most``.
  case count(Int)
  /// Equal ones of a width above 0, beginning at a multiple of it.
  case width(Double)
  /// Between these, rising, at least two.
  case edges([Double])
}

extension HistogramBins {
  /// What the resolved spec stores; nil for the default.
  var json: JSONValue? {
    switch self {
    case .automatic: nil
    case .count(let count): .integer(count)
    case .width(let width): .object(["width": .real(width)])
    case .edges(let edges): .list(edges.map(JSONValue.real))
    }
  }

  /// Reads ``json`` back; nil where it is something else.
  init?(json: JSONValue) {
    if let count = json.integer {
      guard (1...HistogramBins.most).contains(count) else { return nil }
      self = .count(count)
    } else if let width = json["width"]?.number {
      guard width > 0, width.isFinite else { return nil }
      self = .width(width)
    } else {
      guard let list = json.list, list.count >= 2, list.count <= HistogramBins.most + 1 else { return nil }
      let edges = list.compactMap(\.number)
      guard edges.count == list.count, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
        return nil
      }
      self = .edges(edges)
    }
  }
}
