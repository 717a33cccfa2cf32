/// A network for a variational diffusion model.
package enum DenoiserArchitecture: Hashable, Sendable {
  /// The U-Net of Liang et al. 2024, with attention on every level.
  case unet(UNetArchitecture)
  /// That of Park et al. 2024 and Yang et al. 2025, with attention in the middle.
  case residual(ResidualUNetArchitecture)

  /// Numbers in an image.
  package var imageCount: Int {
    switch self {
    case .unet(let unet): unet.imageCount
    case .residual(let unet): unet.imageCount
    }
  }

  /// Real numbers that an image is asked for with.
  package var labels: Int {
    switch self {
    case .unet(let unet): unet.labels
    case .residual(let unet): unet.labels
    }
  }

  /// What a checkpoint says about the network.
  package var description: String {
    switch self {
    case .unet(let unet): unet.description
    case .residual(let unet): unet.description
    }
  }

  /// All parameters of the network, by PyTorch's names.
  package var tensors: [ParameterTensor] {
    switch self {
    case .unet(let unet): unet.tensors
    case .residual(let unet): unet.tensors
    }
  }

  /// Multiplications of one forward pass of one image.
  package var multiplications: Double {
    switch self {
    case .unet(let unet): unet.multiplications
    case .residual(let unet): unet.multiplications
    }
  }

  /// - Parameter gradient: nil for a network that only answers.
  func network(parameters: ParameterBlock, gradient: ParameterBlock?, slice: Int) -> any DenoisingNetwork {
    switch self {
    case .unet(let unet):
      UNetNetwork(
        unet, parameters: parameters, gradient: gradient, precision: .float32, slice: slice,
        needsInputGradients: gradient != nil)
    case .residual(let unet):
      ResidualUNetNetwork(unet, parameters: parameters, gradient: gradient, slice: slice)
    }
  }
}
