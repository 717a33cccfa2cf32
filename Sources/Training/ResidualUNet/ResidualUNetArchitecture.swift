/// The shape of the U-Net of Park et al. 2024 and Yang et al. 2025: three levels of two residual blocks each, attention in
/// the middle, and in every block the encoded time and labels added to the channels.
package struct ResidualUNetArchitecture: Hashable, Sendable {
  /// Pixels of an edge: a multiple of 4 from 8 to 64.
  package let imageSize: Int
  package let channels: Int
  /// Channels of the first level; two and four times as many on the others. The papers' network has 64.
  package let baseWidth: Int
  /// Real numbers that an image is asked for with.
  package let labels: Int
  /// Numbers in the encoding of the time; the layers after it have four times as many.
  package let encodingLength: Int
  /// Groups of every normalisation.
  package static let groups = 8
  /// Heads of the attention.
  package static let heads = 4
  /// Added to a variance.
  static let epsilon: Float = 1e-6
  /// Channels of the encoded labels.
  static let labelWidth = 64

  /// - Throws: ``UNetError/outOfRange(name:value:expected:)`` for a size that is not supported.
  package init(
    imageSize: Int = 32, channels: Int = 3, baseWidth: Int = 64, labels: Int = 4, encodingLength: Int = 64
  ) throws(UNetError) {
    func check(_ name: String, _ value: Int, _ expected: String, _ holds: Bool) throws(UNetError) {
      guard holds else { throw .outOfRange(name: name, value: "\(value)", expected: expected) }
    }
    try check(
      "image size", imageSize, "a multiple of 4 from 8 to 64",
      (8...64).contains(imageSize) && imageSize.isMultiple(of: 4))
    try check("channels", channels, "1 or 3", channels == 1 || channels == 3)
    try check(
      "base width", baseWidth, "a multiple of 8 from 8 to 512",
      (8...512).contains(baseWidth) && baseWidth.isMultiple(of: 8))
    try check("labels", labels, "1 to 16", (1...16).contains(labels))
    try check(
      "encoding length", encodingLength, "an even number from 2 to 1024",
      (2...1024).contains(encodingLength) && encodingLength.isMultiple(of: 2))
    self.imageSize = imageSize
    self.channels = channels
    self.baseWidth = baseWidth
    self.labels = labels
    self.encodingLength = encodingLength
  }

  /// Numbers in an image.
  package var imageCount: Int { imageSize * imageSize * channels }

  /// What a checkpoint says about the network.
  package var description: String {
    "residual unet width \(baseWidth) image \(imageSize) channels \(channels) labels \(labels) encoding \(encodingLength)"
  }

  /// All parameters in the order of the forward pass.
  package var tensors: [ParameterTensor] { list.tensors }

  /// How many numbers the parameters are.
  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// Multiplications of one forward pass of one image.
  package var multiplications: Double { list.multiplications }

  private var list: ResidualUNetList {
    var outline = ResidualUNetOutline(architecture: self, sink: ResidualUNetList())
    let image = ResidualUNetList.Node(channels: channels, side: imageSize)
    let time = ResidualUNetList.Node(channels: encodingLength, side: 1)
    _ = outline.network(image: image, time: time, labels: ResidualUNetList.Node(channels: labels, side: 1))
    return outline.sink
  }
}
