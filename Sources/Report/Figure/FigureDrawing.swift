/// An image as what goes inside of its `svg` element.
struct FigureDrawing {
  var width: Double
  var height: Double
  var content: String
}
