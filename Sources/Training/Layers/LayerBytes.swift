/// Memory that a layer takes beside the arena of activations, before its library has chosen layouts.
struct LayerBytes {
  /// Copies of the weights, kept for as long as the layer.
  var packed = 0
  /// Scratch memory of one call, which all layers share.
  var scratch = 0

  /// For a layer that uses weights as they lie and has asked for its scratch memory when it was made.
  static let none = LayerBytes()
}
