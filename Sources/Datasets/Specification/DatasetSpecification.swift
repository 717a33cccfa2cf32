package import SweepModel

/// A synthetic data set as a value: everything that determines its images but the random order of subsets.
///
/// Use ``counts()`` to check it before submitting, and ``dataset(order:)`` to list it.
package struct DatasetSpecification: Hashable, Sendable {
  package var kind: DatasetKind
  /// N, px.
  package var imageSize: Int
  /// Distance of neighbouring centres along x, px.
  package var spacingX = 1.0
  package var spacingY = 1.0
  /// Width of the profiles, px; see ``ImageForm``.
  package var sigmaX = 1.0
  package var sigmaY = 1.0
  /// How far the extended frame of stripes reaches beyond the image on every side, px; nil for 6/32 of the
  /// image size, which makes 44 units of 32 px (Liang et al. 2024, appendix C.1).
  package var margin: Double?
  /// Whether stripes are kept whose partner is centred outside and yet shows at the image's edge, where
  /// the two then visibly cross (Fig 10).
  package var rim = true
  /// Whether stripes include images with both centres outside the image.
  package var includesEmpty = false
  package var holdOut = HoldOut.nothing
  /// Fraction of the subsampled images that is kept, a beginning of one random order: larger ones contain
  /// smaller ones (Fig 6e). The images centred in the image are subsampled and stripes beside them stay
  /// whole; where there are only stripes, they are.
  package var lambda = 1.0
  /// Percentage kept of the same images in the same order (Fig 5); with lambda, the product of both.
  package var subsample = 100.0
  /// Channels of an image, 1 or 3.
  package var channels = 1

  package init(_ kind: DatasetKind, imageSize: Int) {
    self.kind = kind
    self.imageSize = imageSize
  }

  /// The margin in use, px: 0 where there are no stripes.
  package var frameMargin: Double {
    kind.hasStripes ? margin ?? Double(imageSize) * 6 / 32 : 0
  }

  /// What is added to a position, px, to give the number a model is conditioned on: labels run from 0 to
  /// N + 2 margin in the extended frame, else from 0 to N.
  package var labelOffset: Double { frameMargin }

  /// Draws this data set's images.
  package func renderer(layout: ImageRenderer.Layout = .planes, scale: PixelScale = .signed) -> ImageRenderer
  {
    ImageRenderer(
      imageSize: imageSize, sigmaX: sigmaX, sigmaY: sigmaY, channels: channels, layout: layout, scale: scale)
  }

  /// Lists the data set.
  ///
  /// - Parameter stream: draws the order of subsets. For subsets that are nested and the same for every
  ///   sigma, give a stream that all tasks of a replicate share.
  /// - Throws: ``InvalidParameters`` as ``counts()`` does.
  package func dataset(order stream: consuming RandomStream) throws(InvalidParameters) -> Dataset {
    let (axes, counts) = try checked()
    return Dataset(specification: self, horizontal: axes.x, vertical: axes.y, counts: counts, stream: stream)
  }

  /// Checks the numbers against each other and counts the positions, without listing them.
  ///
  /// - Throws: ``InvalidParameters`` where there is nothing to train on or nothing held out to test with,
  ///   or where there would be more positions than fit; it says how many of what.
  package func counts() throws(InvalidParameters) -> DatasetCounts {
    try checked().counts
  }
}
