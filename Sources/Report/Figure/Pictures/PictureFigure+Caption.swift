internal import Analysis
internal import Spec
internal import SweepModel

extension PictureFigure {
  static func word(_ cell: Cell) -> String {
    switch cell {
    case .absent: "–"
    case .notYet: "not yet"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .excluded: "excluded"
    case .noPicture: "no picture"
    case .tooLarge: "too large"
    case .unreadable: "cannot be read"
    case .picture: ""
    }
  }

  /// What the reader must know about the figure: which tasks are shown, and what is missing.
  package var caption: String {
    let shows = pictures.drawing.map { "\(Self.phrase($0)) from the artifact" } ?? "The artifact"
    var sentences = ["\(shows) \(pictures.artifact) of replicate \(pictures.replicate ?? 0)."]
    sentences += CurveCaption.selection(definition, labels)
    if !narrowed.isEmpty {
      let others = narrowed.map { labels.parameter($0).text }.joined(separator: ", ")
      sentences.append(
        "Of each place the first task in the sweep's order; others differ in \(others)."
      )
    }
    let cells = panels.flatMap(\.cells).joined()
    var counts: [String: Int] = [:]
    for cell in cells where cell != .absent { counts[Self.word(cell), default: 0] += 1 }
    let missing = ["not yet", "failed", "cancelled", "excluded", "no picture", "cannot be read", "too large"]
      .compactMap {
        word in
        counts[word].map { "\($0) \(word)" }
      }
    let shown = counts[""] ?? 0
    let wanted = counts.values.reduce(0, +)
    if wanted == 0 {
      sentences.append("No task of the sweep belongs here.")
    } else if !missing.isEmpty {
      sentences.append("\(shown) of \(wanted) pictures; \(missing.joined(separator: ", ")).")
    }
    if counts["too large"] != nil {
      sentences.append(
        "Pictures above \(Self.pictureLimit >> 20) MiB, or \(Self.totalLimit >> 20) MiB together, are left out."
      )
    }
    if !colours.isEmpty {
      sentences.append("Colours: \(colours.map(\.meaning).joined(separator: ", ")); see the legend.")
    }
    if leftOut > 0 {
      sentences.append("\(leftOut) places beyond \(limit) are left out; narrow `where`.")
    }
    return sentences.joined(separator: " ")
  }

  private static func phrase(_ drawing: Pictures.Drawing) -> String {
    switch drawing {
    case .spectrum: "Shares of the variance of the principal components, computed"
    case .planes: "The planes in which the rings of both labels lie, computed"
    case .ringTests: "Tests of pairs of rings, beside those of ideal tori with as many labels, computed"
    case .persistence: "Persistent homology, computed by ripser on the machine that wrote the report"
    }
  }
}
