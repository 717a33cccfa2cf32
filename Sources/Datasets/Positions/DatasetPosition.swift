/// One image of a data set: where its pattern is centred and what is known about that place.
package struct DatasetPosition: Hashable, Sendable {
  /// Centre, px; outside `(0, N]` for a stripe that does not lie in the image.
  package let x: Double
  package let y: Double
  /// How many of the two stripes are centred in the image: 2, 1 or 0.
  package let dimension: Int
  package let form: ImageForm
  package let region: Region
}
