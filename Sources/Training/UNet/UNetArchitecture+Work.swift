extension UNetArchitecture {
  /// Multiplications of one forward pass of one image: every weight once for each place that it is applied at,
  /// and the two products of each attention, quadratic in the pixels of its level.
  package var multiplications: Double {
    tensors.reduce(0) { sum, tensor in
      // Numbers for each channel are applied by additions, or cost next to nothing.
      guard tensor.shape.count > 1 else { return sum }
      // The embedding's layers are applied once an image.
      let places = tensor.name.contains("emb_layer") ? 1 : pixels(at: tensor.name)
      return sum + Double(tensor.count) * places
    } + attention
  }

  private var attention: Double {
    let (w, levels) = (
      Double(baseWidth), [("sa1", 2.0), ("sa2", 4), ("sa3", 4), ("sa4", 2), ("sa5", 1), ("sa6", 1)]
    )
    return levels.reduce(0) { sum, level in
      let pixels = pixels(at: level.0)
      return sum + 2 * pixels * pixels * level.1 * w
    }
  }

  /// Pixels of the level that a tensor works on: `down` blocks halve the edge, `up` blocks double it.
  private func pixels(at name: String) -> Double {
    let block = name.prefix { $0 != "." }
    let divisor =
      switch block {
      case "down1", "sa1", "up2", "sa5": 2.0
      case "down2", "sa2", "up1", "sa4": 4.0
      case "down3", "sa3", "bot1", "bot2", "bot3": 8.0
      default: 1.0
      }
    let edge = Double(imageSize) / divisor
    return edge * edge
  }
}
