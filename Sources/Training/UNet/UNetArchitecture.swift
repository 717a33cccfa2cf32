/// The shape of the U-Net of Liang et al. 2024 (Fig. 7): three levels down, three up, self-attention after each.
package struct UNetArchitecture: Hashable, Sendable {
  /// Pixels of an edge: a multiple of 8 from 8 to 64.
  package let imageSize: Int
  /// 1 (grey) or 3 (colour).
  package let channels: Int
  /// Channels of the first level; the papers' network has 64.
  package let baseWidth: Int
  /// Real numbers that an image is asked for with, such as two coordinates.
  package let labels: Int
  /// Numbers in the encoding of the time, and of each label.
  package let encodingLength: Int
  /// How they are encoded.
  package let encoding: SinusoidalEncoding
  /// Heads of every attention.
  package static let heads = 4

  /// - Parameters:
  ///   - baseWidth: a multiple of 4, so that every attention has whole heads.
  ///   - encodingLength: even.
  /// - Throws: ``UNetError/outOfRange(name:value:expected:)`` for a size that is not supported.
  package init(
    imageSize: Int = 32, channels: Int = 1, baseWidth: Int = 64, labels: Int = 2, encodingLength: Int = 256,
    encoding: SinusoidalEncoding = .printed
  ) throws(UNetError) {
    func check(
      _ name: String, _ value: Int, _ expected: String, _ holds: Bool
    ) throws(UNetError) {
      guard holds else { throw .outOfRange(name: name, value: "\(value)", expected: expected) }
    }
    try check(
      "image size", imageSize, "a multiple of 8 from 8 to 64",
      (8...64).contains(imageSize) && imageSize.isMultiple(of: 8))
    try check("channels", channels, "1 or 3", channels == 1 || channels == 3)
    try check(
      "base width", baseWidth, "a multiple of 4 from 4 to 512",
      (4...512).contains(baseWidth) && baseWidth.isMultiple(of: 4))
    try check("labels", labels, "0 to 16", (0...16).contains(labels))
    try check(
      "encoding length", encodingLength, "an even number from 2 to 1024",
      (2...1024).contains(encodingLength) && encodingLength.isMultiple(of: 2))
    self.imageSize = imageSize
    self.channels = channels
    self.baseWidth = baseWidth
    self.labels = labels
    self.encodingLength = encodingLength
    self.encoding = encoding
  }

  /// Numbers in an image.
  package var imageCount: Int { imageSize * imageSize * channels }
  /// Numbers in an image's whole embedding: time first, then the labels.
  package var embeddingLength: Int { encodingLength * (1 + labels) }
  /// What a checkpoint says about the network.
  package var description: String {
    "unet width \(baseWidth) image \(imageSize) channels \(channels) labels \(labels) "
      + "encoding \(encoding.rawValue) \(encodingLength)"
  }

  /// All parameters in PyTorch's order, by PyTorch's names.
  package var tensors: [ParameterTensor] {
    var list = UNetParameterList()
    let (w, e) = (baseWidth, embeddingLength)
    list.doubleConv("inc", channels, w, w)
    list.level("down1.maxpool_conv", w, w, 2 * w, "down1", "sa1", e)
    list.level("down2.maxpool_conv", 2 * w, 2 * w, 4 * w, "down2", "sa2", e)
    list.level("down3.maxpool_conv", 4 * w, 4 * w, 4 * w, "down3", "sa3", e)
    list.doubleConv("bot1", 4 * w, 8 * w, 8 * w)
    list.doubleConv("bot2", 8 * w, 8 * w, 8 * w)
    list.doubleConv("bot3", 8 * w, 4 * w, 4 * w)
    list.level("up1.conv", 8 * w, 4 * w, 2 * w, "up1", "sa4", e)
    list.level("up2.conv", 4 * w, 2 * w, w, "up2", "sa5", e)
    list.level("up3.conv", 2 * w, w, w, "up3", "sa6", e)
    list.linear("outc", w, channels, kernel: [1, 1])
    return list.tensors
  }

  /// How many numbers the parameters are: 23 331 457 for the papers' network without labels.
  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
}
