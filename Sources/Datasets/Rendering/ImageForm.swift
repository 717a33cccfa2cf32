/// What an image shows, by its brightness formula (Liang et al. 2024, section 2).
///
/// With the stripe profiles `p(x) = exp(-(x - mu_x)^2 / (4 sigma_x^2))` and `q(y)` alike, an image is white
/// but for its inverted image `a`: brightness is `255 (1 - a)`.
package enum ImageForm: String, Hashable, Sendable, CaseIterable {
  /// `a = p q`: one dark spot.
  case bump
  /// `a = (p + q) / 2`: two crossing stripes, darkest where they cross. Where one of them lies outside the
  /// image, a single stripe of half the depth.
  case sumOfStripes
  /// A bump whose distances wrap around the borders: `min(|x - mu|, N - |x - mu|)`.
  case periodicBump
}
