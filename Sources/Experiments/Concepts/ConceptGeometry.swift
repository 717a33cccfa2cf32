internal import Datasets

/// The circles as clusters of the Structured Identity Mapping task: red-big is the cluster at the origin, blue-big that of
/// the concept colour and red-small that of the concept size. A concept's mu is the distance of the two clusters' mean
/// images, its sigma the standard deviation of images within their classes along the line between those means.
struct ConceptGeometry {
  /// Of colour, then of size, in the images' range of 2, as roots of means over an image's numbers.
  let mu: [Double]
  let sigma: [Double]
  /// Of the angle between the two lines, which the task takes to be 90 degrees.
  let cosine: Double

  /// Images of each class that means and spreads are measured on.
  private static let count = 200

  /// - Parameter source: its first images are measured; fewer where a class has fewer.
  init(_ source: CircleSource) {
    let count = min(ConceptGeometry.count, source.specification.imagesPerClass)
    let classes: [CircleClass] = [.redBig, .blueBig, .redSmall]
    let images = classes.map { kind in
      var all = [Float](repeating: 0, count: count * source.elements)
      for number in 0..<count { source.write(kind, number, to: &all, at: number) }
      return all
    }
    let means = images.map { ConceptGeometry.mean($0, size: source.elements) }
    let lines = [1, 2].map { concept in zip(means[concept], means[0]).map { $0 - $1 } }
    let lengths = lines.map { line in line.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let scale = Double(source.elements).squareRoot()
    mu = lengths.map { $0 / scale }
    cosine = zip(lines[0], lines[1]).reduce(0) { $0 + $1.0 * $1.1 } / (lengths[0] * lengths[1])
    sigma = zip(lines, lengths).map { line, length in
      let variances = zip(images, means).map { images, mean in
        (0..<count).reduce(0.0) { sum, number in
          var product = 0.0
          for k in line.indices {
            product += line[k] * (Double(images[number * line.count + k]) - mean[k])
          }
          return sum + product * product / (length * length)
        } / Double(count)
      }
      return (variances.reduce(0, +) / Double(variances.count)).squareRoot() / scale
    }
  }

  private static func mean(_ images: [Float], size: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: size)
    for (index, value) in images.enumerated() { sums[index % size] += Double(value) }
    let count = Double(images.count / size)
    return sums.map { $0 / count }
  }

  /// a = sigma^2 + mu^2 / (s + 1) of the two concepts, as there is a cluster at the origin.
  var rates: [Double] {
    zip(mu, sigma).map { mu, sigma in sigma * sigma + mu * mu / Double(CircleClass.trained.count) }
  }

  /// Coordinates 1 - exp(-a t) at a time.
  func coordinates(_ time: Double) -> [Double] { ConceptPredictions(rates: rates).coordinates(time) }

  /// When concepts reach a share of their mu.
  func learning(share: Double) -> LearningOrder { ConceptPredictions(rates: rates).learning(share: share) }
}
