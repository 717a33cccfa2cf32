internal import SweepModel

/// How a figure is lettered and laid out; what it shows is said elsewhere.
package struct FigureSettings: Sendable, Hashable {
  /// The place in a paper that a figure is made for.
  package enum Width: String, Sendable, Hashable, CaseIterable {
    /// One of two columns, 85 mm.
    case column
    /// A whole page, 170 mm.
    case page
  }

  /// The order of series, panels, rows, and words on an axis.
  package enum Order: String, Sendable, Hashable, CaseIterable {
    /// As the spec lists the values of their axis.
    case spec
    /// Numbers by size, words by their letters.
    case rising
    case falling
  }

  /// Above the figure; nil for none.
  package var title: String?
  /// In place of the parameter's or metric's label and unit, along the horizontal axis and in tables.
  package var xLabel: String?
  package var yLabel: String?
  /// In place of the metric's label and unit at the colours of a heat map.
  package var zLabel: String?
  /// Nil for numbers by size and words as the spec lists them.
  package var order: Order?
  /// Where the horizontal axis begins and ends: points outside are left out.
  package var xRange: ClosedRange<Double>?
  /// Where the vertical axis begins and ends: lines go on beyond the frame.
  package var yRange: ClosedRange<Double>?
  package var width = Width.page

  package init() {}
}

extension FigureSettings {
  /// Adds what differs from the default to a stored curve: the ids of sweeps derive from that text.
  func add(to members: inout [String: JSONValue]) {
    for (key, text) in [
      ("title", title), ("x-label", xLabel), ("y-label", yLabel), ("z-label", zLabel),
      ("order", order?.rawValue), ("width", width == .page ? nil : width.rawValue),
    ] {
      if let text { members[key] = .text(text) }
    }
    for (key, range) in [("x-range", xRange), ("y-range", yRange)] {
      if let range { members[key] = .list([.real(range.lowerBound), .real(range.upperBound)]) }
    }
  }

  /// Reads what ``add(to:)`` writes; nil where it is something else.
  init?(in json: JSONValue) {
    title = json["title"]?.text
    xLabel = json["x-label"]?.text
    yLabel = json["y-label"]?.text
    zLabel = json["z-label"]?.text
    if let text = json["order"]?.text {
      guard let known = Order(rawValue: text) else { return nil }
      order = known
    }
    if let text = json["width"]?.text {
      guard let known = Width(rawValue: text) else { return nil }
      width = known
    }
    for (key, path) in [("x-range", \FigureSettings.xRange), ("y-range", \.yRange)] {
      guard let stored = json[key] else { continue }
      guard let ends = stored.list?.compactMap(\.number), ends.count == 2, ends[0] < ends[1] else {
        return nil
      }
      self[keyPath: path] = ends[0]...ends[1]
    }
  }
}
