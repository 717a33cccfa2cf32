/// A figure of a torus analysis.
package struct TorusFigure: Sendable {
  /// The name of its file, without the ending.
  package let name: String
  /// What is drawn, in one line.
  let title: String
  /// What has to be known to read it.
  let caption: String
  private let drawing: FigureDrawing

  init(name: String, title: String, caption: String, drawing: FigureDrawing) {
    (self.name, self.title, self.caption, self.drawing) = (name, title, caption, drawing)
  }

  /// An `svg` element.
  var svg: String { draw(inPrint: false) }

  /// The image as a file of its own, in its size in print.
  package var file: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(inPrint: true) }

  private func draw(inPrint: Bool) -> String {
    SVGElement.text(
      width: drawing.width, height: drawing.height.rounded(.up), inPrint: inPrint, title: title,
      description: caption, content: drawing.content)
  }
}
