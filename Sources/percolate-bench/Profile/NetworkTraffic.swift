internal import Foundation
internal import Training

/// Bytes for an image of a training in slices of sixteen and steps of 64 images.
struct NetworkTraffic: Encodable {
  /// Raised when a name changes its meaning or goes away.
  var version = 1
  let work: String
  let families: [Family]
  let fusions: [Fusion]

  /// Bytes for an image of one kind of layer.
  struct Family: Encodable {
    let name: String
    var layers = 0
    var forwardRead = 0.0
    var forwardWritten = 0.0
    var backwardRead = 0.0
    var backwardWritten = 0.0
    var all: Double { forwardRead + forwardWritten + backwardRead + backwardWritten }
  }

  /// Bytes for an image that a fusion would not move.
  struct Fusion: Encodable {
    let name: String
    let saved: Double
  }

  private static let slice = 16.0

  /// - Parameters:
  ///   - layers: for slices of sixteen images.
  ///   - parameters: how many there are.
  init(_ work: String, _ layers: [LayerSummary], parameters: Int) {
    self.work = work
    var families: [Family] = LayerFamily.allCases.compactMap { family in
      let own = layers.filter { $0.family == family }
      guard !own.isEmpty else { return nil }
      var sum = Family(name: family.rawValue, layers: own.count)
      for layer in own {
        sum.forwardRead += Double(layer.forward.read) / Self.slice
        sum.forwardWritten += Double(layer.forward.written) / Self.slice
        sum.backwardRead += Double(layer.backward.read) / Self.slice
        sum.backwardWritten += Double(layer.backward.written) / Self.slice
      }
      return sum
    }
    // AdamW reads parameter, gradient and two moments, and writes all four; the guard reads the gradient before; packing
    // reads each weight twice and writes it twice.
    let perStep = Double(parameters * 4) / Double(EngineWork.batch)
    families.append(Family(name: "optimiser", backwardRead: 5 * perStep, backwardWritten: 4 * perStep))
    families.append(Family(name: "packed weights", backwardRead: 2 * perStep, backwardWritten: 2 * perStep))
    self.families = families
    func output(_ family: LayerFamily, times: Double) -> Double {
      layers.filter { $0.family == family }.reduce(0) { $0 + Double($1.outputBytes) } / Self.slice * times
    }
    fusions = [
      Fusion(
        name: "residual sums by the linear layer or convolution in front", saved: output(.add, times: 2)),
      Fusion(name: "layer norms by the projection behind", saved: output(.layerNorm, times: 2)),
      Fusion(
        name: "GELU by the linear layer in front, and by the one behind", saved: output(.gelu, times: 3)),
      Fusion(name: "sums of group norms by the convolution in front", saved: output(.groupNorm, times: 1)),
      Fusion(name: "weights packed by the optimiser's pass", saved: 2 * perStep),
    ]
  }

  /// All bytes for an image.
  var all: Double { families.reduce(0) { $0 + $1.all } }

  /// For people, in MB.
  func table() -> String {
    func megabytes(_ bytes: Double) -> String { String(format: "%.2f", bytes / 1e6) }
    func share(_ bytes: Double) -> String { String(format: "%.1f %%", 100 * bytes / all) }
    let rows = families.map { family in
      [
        family.name, family.layers == 0 ? "" : "\(family.layers)", megabytes(family.forwardRead),
        megabytes(family.forwardWritten), megabytes(family.backwardRead), megabytes(family.backwardWritten),
        share(family.all),
      ]
    }
    let header = [
      "\(work), MB an image", "layers", "forward read", "written", "backward read", "written", "share",
    ]
    let saved = fusions.map { [$0.name, megabytes($0.saved), share($0.saved)] }
    return TextTable.text(header, rows + [["all", "", "", "", "", megabytes(all), ""]]) + "\n\n"
      + TextTable.text(["what a fusion would save", "MB an image", "share"], saved)
  }
}
