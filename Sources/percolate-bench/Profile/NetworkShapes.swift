internal import Training

/// Convolutions and linear layers that networks have, each shape once.
enum NetworkShapes {
  /// A shape, and in what part of a network it is found first.
  struct Entry {
    let shape: ConvolutionShape
    let part: Part
  }

  /// The parts of a network by what its layers are for.
  enum Part: String {
    case level = "3x3"
    case linear
    /// Linear layers behind a fold: a convolution of stride 2.
    case down
    /// Linear layers in front of one: a transposed convolution.
    case up
  }

  /// Shapes of the U-Nets of these widths in slices of sixteen images, the residual ones after the others.
  static func of(widths: [Int]) throws -> [Entry] {
    var (entries, seen): ([Entry], Set<ConvolutionShape>) = ([], [])
    for width in widths {
      let layers =
        try UNetArchitecture(baseWidth: width).layers(precision: .float32, slice: 16)
        + (width.isMultiple(of: 8) ? ResidualUNetArchitecture(baseWidth: width).layers(slice: 16) : [])
      for (index, layer) in layers.enumerated() {
        guard let shape = layer.convolution, seen.insert(shape).inserted else { continue }
        entries.append(Entry(shape: shape, part: part(shape, index, layers)))
      }
    }
    return entries
  }

  private static func part(_ shape: ConvolutionShape, _ index: Int, _ layers: [LayerSummary]) -> Part {
    guard shape.kernel == 1 else { return .level }
    func isFold(_ index: Int) -> Bool {
      layers.indices.contains(index) && layers[index].family == .copy && layers[index].name.hasSuffix("fold")
    }
    return isFold(index - 1) ? .down : isFold(index + 1) ? .up : .linear
  }
}
