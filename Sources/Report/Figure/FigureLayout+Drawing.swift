internal import Analysis
internal import Spec
internal import SweepModel

extension FigureLayout {
  /// The panels with what stands around them.
  func draw(_ figure: any CurveFigure) -> String {
    let curve = figure.curve
    var svg = title.draw()
    let titles = PanelTitles.make(curve, width: panels.first?.width ?? width)
    for (index, drawing) in panels.enumerated() {
      // A curve without any task has axes all the same.
      let panel = curve.panels.indices.contains(index) ? curve.panels[index] : nil
      svg += drawing.draw(panel, of: figure, title: titles.indices.contains(index) ? titles[index] : nil)
    }
    let xName = curve.xTitle
    svg += FigureStyle.text(
      TextWidth.fit(
        xName, size: FigureStyle.titleSize, width: 2 * min(xTitle.x, width - xTitle.x)),
      x: xTitle.x, y: xTitle.y, size: FigureStyle.titleSize, anchor: "middle", full: xName)
    let yName = figure.valueTitle
    for place in yTitles {
      // A title longer than its axis would run into the next panel's, or beyond the image.
      let middle = 2 * min(place.y, height - place.y)
      let room = yTitles.count > 1 ? (panels.first?.height ?? 0) + 30 : middle
      svg += FigureStyle.text(
        TextWidth.fit(yName, size: FigureStyle.titleSize, width: room), x: place.x, y: place.y,
        size: FigureStyle.titleSize, anchor: "middle", turn: -90, full: yName)
    }
    if let place = legendPlace {
      svg += "<g fill=\"none\">\n\(legend.draw(x: place.x, y: place.y, width: place.width))</g>\n"
    }
    return svg
  }
}
