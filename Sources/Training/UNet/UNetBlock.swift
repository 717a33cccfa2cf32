/// The network's blocks in their order, by PyTorch's names: what ``DiffusionSampler`` captures of them is what PyTorch's
/// modules return.
package enum UNetBlock: String, CaseIterable, Hashable, Sendable {
  case down1, sa1, down2, sa2, down3, sa3
  case bot1, bot2, bot3
  case up1, sa4
  /// The papers' layer 4, before its attention.
  case up2
  /// The same after its attention.
  case sa5
  case up3, sa6

  /// How many numbers the block's output has for one image.
  package func outputCount(_ architecture: UNetArchitecture) -> Int {
    let side = architecture.imageSize / shape.reduction
    return side * side * shape.widths * architecture.baseWidth
  }

  /// By what the image's side is divided, and how many base widths of channels there are.
  private var shape: (reduction: Int, widths: Int) {
    switch self {
    case .down1, .sa1: (2, 2)
    case .down2, .sa2: (4, 4)
    case .down3, .sa3, .bot3: (8, 4)
    case .bot1, .bot2: (8, 8)
    case .up1, .sa4: (4, 2)
    case .up2, .sa5: (2, 1)
    case .up3, .sa6: (1, 1)
    }
  }
}
