/// What a layer does, for tables of where bytes go.
package enum LayerFamily: String, Hashable, Sendable, CaseIterable {
  case convolution = "3 x 3 convolutions"
  case linear = "linear layers"
  case attention
  case groupNorm = "group norms, with GELU, residual and embedding"
  case layerNorm = "layer norms"
  case gelu = "GELU"
  case add = "residual sums"
  case pooling = "max pooling"
  case upsampling = "up-sampling and concatenation"
  case copy = "copies"
  case bias = "biases"
  case embedding = "embeddings"
  case image = "from and to the image"
}
