/// What a layer has to do for a slice: operations of its formula, bytes of its tensors.
struct LayerWork {
  var forward = 0
  var backward = 0
  var forwardBytes = 0
  var backwardBytes = 0
  /// Bytes that kernels read and write.
  var forwardTraffic = LayerTraffic.none
  var backwardTraffic = LayerTraffic.none
}
