/// What a network looks at while one of its layers is captured.
enum RepresentationInput: String, CaseIterable, Hashable {
  /// The image as a step of drawing it finds it.
  case drawn
  /// The data set's own image of the label, at time 1.
  case image
  /// A white image, at time 1, so that nothing but the label tells the rows apart.
  case blank
}
