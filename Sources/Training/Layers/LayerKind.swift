/// What limits a layer's speed, and so what it is compared with.
package enum LayerKind: String, Hashable, Sendable, CaseIterable {
  /// 3 x 3 convolutions.
  case convolution
  /// Products over channels.
  case linear
  /// Products, exponentials and sums of attention, in float32 arithmetic whatever the precision.
  case attention
  /// Few operations on each number that is read: normalisation, activations, pooling, copies, stem and head.
  case memory
}
