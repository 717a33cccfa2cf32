internal import Datasets
internal import Representation

/// A representation at a glance: its first two components, coloured by x and by y, and below them the planes in which
/// the rings of x and of y were found, each in its own label's colours.
enum RepresentationPicture {
  /// As a PNG file.
  static func png(_ analysis: TorusAnalysis) -> [UInt8] {
    var scatter = CyclicScatter()
    let scores = analysis.components.scores
    let grid = analysis.grid
    func place(_ label: LabelPlane.Label, _ row: Int) -> Double {
      label == .x ? Double(row / grid.y) / Double(grid.x) : Double(row % grid.y) / Double(grid.y)
    }
    let labels = [LabelPlane.Label.x, .y]
    for label in labels {
      scatter.add(
        scores.count < 2
          ? []
          : (0..<grid.rows).map { .init(x: scores[0][$0], y: scores[1][$0], place: place(label, $0)) })
    }
    for label in labels {
      let places = analysis.planes.first { $0.label == label }?.places ?? []
      scatter.add(places.enumerated().map { .init(x: $1[0], y: $1[1], place: place(label, $0)) })
    }
    return scatter.png
  }
}
