/// All that an image of a circle is made of, but for its pixel noise. Lengths are in halves of the image's side: the
/// image is the square from -1 to 1. Colours are red, green, blue in 0...1.
package struct Circle: Hashable, Sendable {
  package var kind: CircleClass
  package var radius: Double
  package var x = 0.0
  package var y = 0.0
  package var colour: [Double]
  package var background: [Double]
  /// The part of the background's colour in the circle's.
  package var mixing = 0.0

  /// What a model is asked with: the diameter as a part of the image's side (the radius in halves of it), then the
  /// colour, each centred so that the middle of the two concepts is 0.
  ///
  /// - Parameter specification: has the middle of the sizes.
  package func condition(_ specification: CircleSpecification) -> [Float] {
    [Float(radius - specification.sizeMean)] + colour.map { Float($0 - CircleSpecification.middle) }
  }
}
