/// What of a network is timed: its training or its answers, or the training of the other network.
enum EnginePart: String, CaseIterable {
  case train, sample
  /// The variational model of coloured circles with the residual network.
  case residual

  func work(width: Int) -> EngineWork {
    switch self {
    case .train: .train(width: width)
    case .sample: .sample(width: width)
    case .residual: .residual(width: width)
    }
  }

  /// The row's name, as "unet-16-float32-train".
  func name(width: Int, precision: String) -> String {
    self == .residual
      ? "residual-unet-\(width)-\(precision)-train" : "unet-\(width)-\(precision)-\(rawValue)"
  }

  /// The precisions that there are.
  var precisions: [String] { self == .residual ? ["float32"] : ["float32", "bfloat16"] }

  /// Whether the network can have this width.
  func has(width: Int) -> Bool { self != .residual || width.isMultiple(of: 8) }

  /// The least ratio to the peer that is promised, nil where none is.
  func promise(width: Int, precision: String) -> Double? {
    switch (self, width, precision) {
    case (.train, 64, "float32"), (.residual, 64, "float32"): 1.1
    case (.train, 64, "bfloat16"): 1.6
    case (.train, 16, "float32"), (.residual, 16, "float32"): 1.8
    case (.train, 16, "bfloat16"), (.train, 8, "float32"), (.residual, 8, "float32"): 2.5
    case (.sample, 64, "bfloat16"), (.sample, 16, "bfloat16"): 1.5
    default: nil
    }
  }

  /// The most memory that a training process may have resident, MiB; nil where nothing is promised.
  static func memoryPromise(width: Int) -> Double? {
    switch width {
    case 16: 286
    case 64: 953
    default: nil
    }
  }
}
