/// How the centre is read off a generated image (Liang et al. 2024, appendix A.3): at its darkest pixel, or,
/// where there is no pattern or more than one, at the centroid of the image.
///
/// The paper does not say how patterns are counted. Here a pattern is a connected component, diagonals
/// included, of the pixels whose darkness exceeds `relative` times that of the darkest; an image whose
/// darkest pixel stays below `minimum` (0 white, 1 black) has none.
package struct PositionRule: Hashable, Sendable {
  /// When the centroid is taken.
  package enum Fallback: String, Hashable, Sendable, CaseIterable {
    /// Where the number of patterns is not one.
    case unlessOne = "unless-one"
    /// Never: always the darkest pixel.
    case never
    /// Always: never the darkest pixel.
    case always
  }

  package var fallback = Fallback.unlessOne
  /// 0 to 1.
  package var relative: Double
  package var minimum = 0.2

  /// The rule for images of a form. Stripes are half as dark as their crossing, so that a level of one half
  /// would cut noisy stripes into pieces: sums of stripes use three quarters.
  package init(for form: ImageForm) {
    relative = form == .sumOfStripes ? 0.75 : 0.5
  }
}
