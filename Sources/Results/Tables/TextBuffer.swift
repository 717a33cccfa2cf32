/// Collects short texts, so that a table of 10^6 rows is written in thousands of pieces and not in millions.
struct TextBuffer {
  private static let limit = 1 << 16

  private var text = ""
  private let write: (String) throws -> Void

  init(_ write: @escaping (String) throws -> Void) { self.write = write }

  mutating func append(_ more: String) throws {
    text += more
    if text.utf8.count >= TextBuffer.limit { try flush() }
  }

  mutating func flush() throws {
    if !text.isEmpty { try write(text) }
    text.removeAll(keepingCapacity: true)
  }
}
