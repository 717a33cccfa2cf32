/// The coordinates that the positions of a data set take along one axis.
///
/// Coordinates are the multiples of the spacing, in pixels of the image: those above 0 and up to N lie in the
/// image. Data sets with stripes extend the axis by a margin on either side, `(-margin, N + margin]`; a stripe
/// centred there is outside the image (Liang et al. 2024, appendix C.1: 44 units around 32 px).
package struct DatasetAxis: Hashable, Sendable {
  /// A stripe shows where it darkens a pixel by at least half of one of 255 grey levels; it is at most 127.5
  /// levels deep. At sigma 1 that is nearer than 4.71 px.
  package static let faintestStripe = 1.0 / 255

  /// Coordinates, px, ascending.
  package let values: [Double]
  /// Which of the values lie in the image.
  package let inside: Range<Int>
  /// Which of the values outside the image the data set uses, ascending.
  package let outside: [Int]

  /// - Parameters:
  ///   - margin: how far the axis reaches beyond the image on either side, px.
  ///   - rim: whether values outside are used whose stripe still shows at the image's edge.
  /// - Precondition: the numbers are positive and ``expectedCount(imageSize:spacing:margin:)`` was checked.
  package init(imageSize: Int, spacing: Double, margin: Double, profile: BumpProfile, rim: Bool) {
    let size = Double(imageSize)
    let first = Int((-margin / spacing + Self.allowance).rounded(.down)) + 1
    let last = Int(((size + margin) / spacing + Self.allowance).rounded(.down))
    let lastInside = Int((size / spacing + Self.allowance).rounded(.down))
    let steps = first <= last ? Array(first...last) : []
    let values = steps.map { Double($0) * spacing }
    let start = 1 - first
    let inside = start..<max(lastInside + 1 - first, start)
    self.values = values
    self.inside = inside
    outside = values.indices.filter { index in
      guard !inside.contains(index) else { return false }
      let nearest = values[index] < 1 ? 1 : imageSize
      return rim || profile.value(at: nearest, centre: values[index]) < Self.faintestStripe
    }
  }

  /// In doubles 126 / 0.56 is a little less than 225: the small allowance keeps the last value.
  private static let allowance = 1e-9

  /// About how many values an axis has, before it is made; may be huge or infinite.
  package static func expectedCount(imageSize: Int, spacing: Double, margin: Double) -> Double {
    (Double(imageSize) + 2 * margin) / spacing
  }
}
