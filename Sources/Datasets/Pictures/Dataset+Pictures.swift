extension Dataset {
  /// The map of the positions as a PNG file (as Figs 9 to 12 of Liang et al. 2024): two stripes green,
  /// bumps purple, one stripe blue, none yellow, held out orange, left away by lambda or subsample grey; the
  /// margin and what is not used stay white. x grows to the right, y downwards, as in the images.
  ///
  /// - Parameter width: picture pixels along each axis, about: a position is a whole number of them, and where
  ///   there are more than twice as many positions, several share one, which shows what is trained on
  ///   before what is held out, and that before what is left away.
  package func map(width: Int = 256) -> [UInt8] {
    let across = MapScale(positions: horizontal.values.count, width: width)
    let down = MapScale(positions: vertical.values.count, width: width)
    var canvas = Canvas(width: across.extent + 2, height: down.extent + 2, background: .frame)
    canvas.fill(x: 1, y: 1, width: across.extent, height: down.extent, .background)
    func mark(_ place: (column: Int, row: Int), _ colour: PictureColour) {
      canvas.fill(
        x: 1 + across.start(place.column), y: 1 + down.start(place.row), width: across.cell,
        height: down.cell, colour)
    }
    for index in 0..<counts.unseen { mark(unseenPlace(index), .unseen) }
    for index in 0..<counts.heldOut { mark(heldOutPlace(index), .heldOut) }
    for index in 0..<count {
      let position = position(index)
      let pair: PictureColour = position.form == .sumOfStripes ? .pair : .bump
      mark(place(index), position.dimension == 2 ? pair : position.dimension == 1 ? .stripe : .empty)
    }
    return canvas.png
  }

  /// Images spread evenly over the training set and then over the held-out positions, as a PNG file.
  package func samples(training: Int = 20, heldOut: Int = 5, columns: Int = 5) -> [UInt8] {
    let renderer = specification.renderer()
    var sheet = SampleSheet(renderer)
    sheet.columns = columns
    for index in Self.spread(training, over: count) {
      let position = position(index)
      sheet.add(renderer.image(position.form, x: position.x, y: position.y))
    }
    for index in Self.spread(heldOut, over: counts.heldOut) {
      let position = heldOutPosition(index)
      sheet.add(renderer.image(position.form, x: position.x, y: position.y), region: position.region)
    }
    return sheet.png
  }

  private static func spread(_ count: Int, over total: Int) -> [Int] {
    let shown = max(min(count, total), 0)
    return (0..<shown).map { (2 * $0 + 1) * total / (2 * shown) }
  }
}
