package import SweepModel

/// Images of circles by class and number: an image is a function of the stream, its class and its number, whatever else
/// was drawn.
package struct CircleSource: Sendable {
  package let specification: CircleSpecification
  private let renderer: CircleRenderer
  private let latents: [RandomStream]
  private let noise: [RandomStream]
  /// Numbers of a stream that an image has to itself.
  private static let drawsPerImage: UInt64 = 16

  /// - Parameter stream: gives a stream for a name, such as one that all tasks of a replicate share.
  package init(_ specification: CircleSpecification, name: String, stream: (String) -> RandomStream) {
    self.specification = specification
    renderer = CircleRenderer(specification)
    latents = CircleClass.allCases.map { stream("\(name)-\($0.rawValue)") }
    noise = CircleClass.allCases.map { stream("\(name)-noise-\($0.rawValue)") }
  }

  /// What image `number` of a class is made of.
  package func circle(_ kind: CircleClass, _ number: Int) -> Circle {
    var draws = latents[kind.index]
    draws.position = UInt64(number) &* CircleSource.drawsPerImage
    func about(_ mean: Double, _ spread: Double) -> Double { mean + spread * (2 * draws.uniform() - 1) }
    let circles = specification
    let spread = circles.colourSpread * circles.colourSeparation
    let colour = circles.colour(isBlue: kind.isBlue).map { about($0, spread) }
    let radius = about(circles.radius(isSmall: kind.isSmall), circles.sizeSpread)
    let (x, y) = (about(0, circles.positionSpread), about(0, circles.positionSpread))
    let range = circles.background
    let background = (0..<3).map { _ in
      range.lowerBound + (range.upperBound - range.lowerBound) * draws.uniform()
    }
    return Circle(
      kind: kind, radius: radius, x: x, y: y, colour: colour, background: background,
      mixing: circles.mixing * draws.uniform())
  }

  /// Numbers in an image.
  package var elements: Int { renderer.elements }

  /// Writes image `number` of a class, [height][width][3] in -1...1, at a place of a batch.
  package func write(_ kind: CircleClass, _ number: Int, to images: inout [Float], at place: Int) {
    var noise = noise[kind.index]
    noise.position = UInt64(number) &* UInt64(2 * elements)
    images.withUnsafeMutableBufferPointer { buffer in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[place * elements..<(place + 1) * elements])
      renderer.draw(circle(kind, number), noise: noise, into: target)
    }
  }

  /// The first images of all classes, a class in each row.
  package func sheet(columns: Int) -> CircleSheet {
    var sheet = CircleSheet(imageSize: specification.imageSize)
    for kind in CircleClass.allCases {
      for number in 0..<columns {
        var image = [Float](repeating: 0, count: elements)
        write(kind, number, to: &image, at: 0)
        sheet.add(image, kind)
      }
    }
    return sheet
  }
}
