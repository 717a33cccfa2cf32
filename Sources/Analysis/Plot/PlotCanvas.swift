/// Characters that lines and letters are drawn on; places are shares of width and height from the lower
/// left corner.
struct PlotCanvas {
  private let columns: Int
  private let rows: Int
  /// Dots a character: 2 by 4 in braille, 1 by 1 otherwise.
  private let dots: (x: Int, y: Int)
  private var cells: [UInt8]
  /// Whose line was the last to cross a cell; -1 for none.
  private var owners: [Int]
  private var letters: [Int: Character] = [:]

  init(columns: Int, rows: Int, isBraille: Bool) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    dots = isBraille ? (2, 4) : (1, 1)
    cells = Array(repeating: 0, count: self.columns * self.rows)
    owners = Array(repeating: -1, count: cells.count)
  }

  /// Draws a straight line of one of the curves (Bresenham 1965, in its all-octant form).
  mutating func line(from: (x: Double, y: Double), to: (x: Double, y: Double), owner: Int) {
    var (x, y) = dot(from)
    let (endX, endY) = dot(to)
    let (dx, dy) = (abs(endX - x), -abs(endY - y))
    let (stepX, stepY) = (x < endX ? 1 : -1, y < endY ? 1 : -1)
    var error = dx + dy
    while true {
      set(x, y, owner)
      if x == endX, y == endY { return }
      let twice = 2 * error
      if twice >= dy {
        error += dy
        x += stepX
      }
      if twice <= dx {
        error += dx
        y += stepY
      }
    }
  }

  /// Writes a curve's letter over the dots; false where another letter is there.
  mutating func put(_ letter: Character, at place: (x: Double, y: Double), owner: Int) -> Bool {
    let (x, y) = dot(place)
    let cell = y / dots.y * columns + x / dots.x
    guard letters[cell] == nil else { return false }
    letters[cell] = letter
    owners[cell] = owner
    return true
  }

  /// The rows from the top, without trailing spaces, each curve's cells in its own colour.
  var lines: [StyledLine] {
    (0..<rows).map { row in
      let cells = row * columns..<(row + 1) * columns
      let last = cells.last { character($0) != " " } ?? cells.lowerBound - 1
      var line = StyledLine()
      for cell in cells where cell <= last {
        line.append(String(character(cell)), color: owners[cell] >= 0 ? owners[cell] : nil)
      }
      return line
    }
  }

  private func character(_ cell: Int) -> Character {
    if let letter = letters[cell] { return letter }
    if cells[cell] == 0 { return " " }
    if dots.x == 1 { return "." }
    return Unicode.Scalar(0x2800 + UInt32(cells[cell])).map(Character.init) ?? " "
  }

  private func dot(_ place: (x: Double, y: Double)) -> (Int, Int) {
    func index(_ share: Double, _ count: Int) -> Int {
      guard share.isFinite else { return 0 }
      return Int((min(max(share, 0), 1) * Double(count - 1)).rounded())
    }
    return (index(place.x, columns * dots.x), index(1 - place.y, rows * dots.y))
  }

  private mutating func set(_ x: Int, _ y: Int, _ owner: Int) {
    let cell = y / dots.y * columns + x / dots.x
    guard cells.indices.contains(cell) else { return }
    owners[cell] = owner
    if dots.x == 1 {
      cells[cell] = 1
      return
    }
    // Braille numbers its dots 1, 2, 3, 7 down the left and 4, 5, 6, 8 down the right.
    let bits: [UInt8] = x % 2 == 0 ? [0x01, 0x02, 0x04, 0x40] : [0x08, 0x10, 0x20, 0x80]
    cells[cell] |= bits[y % 4]
  }
}
