/// A terminal of some size, as far as the live display speaks to it: characters, line breaks, going up and right,
/// clearing. It counts the lines that scroll out of sight.
struct VirtualScreen {
  private(set) var rows: [[Character]]
  private(set) var scrolled = 0
  private let columns: Int
  private let height: Int
  private var row = 0
  private var column = 0

  init(columns: Int, rows: Int) {
    self.columns = columns
    height = rows
    self.rows = Array(repeating: [], count: rows)
  }

  /// The text of a row from the top, without trailing spaces.
  func text(_ row: Int) -> String {
    var characters = rows[row]
    while characters.last == " " { characters.removeLast() }
    return String(characters)
  }

  /// The row that the cursor is on.
  var current: String { text(row) }

  /// Shows what a program printed.
  mutating func show(_ output: String) {
    var rest = output.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n": lineFeed()
      case "\u{1B}":
        guard rest.first == "[" else { continue }
        rest = rest.dropFirst()
        let digits = rest.prefix { ("0"..."9").contains($0) || $0 == ";" }
        rest = rest.dropFirst(digits.count)
        guard let command = rest.popFirst() else { return }
        let count = Int(String(digits)) ?? 1
        if command == "A" { row = max(0, row - count) }
        if command == "C" { column = min(columns - 1, column + count) }
        if command == "K" { rows[row] = digits.first == "2" ? [] : Array(rows[row].prefix(column)) }
        if command == "J" {
          // As tmux and others do: what is cleared from the very top goes into the history.
          if row == 0, column == 0 { scrolled += rows.count { !$0.isEmpty } }
          rows[row] = Array(rows[row].prefix(column))
          for below in rows.indices where below > row { rows[below] = [] }
        }
      default: put(Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    if column == columns {
      column = 0
      lineFeed()
    }
    while rows[row].count <= column { rows[row].append(" ") }
    rows[row][column] = character
    column += 1
  }

  private mutating func lineFeed() {
    if row < height - 1 {
      row += 1
    } else {
      rows.removeFirst()
      rows.append([])
      scrolled += 1
    }
  }
}
