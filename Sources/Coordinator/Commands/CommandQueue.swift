internal import Messages

/// Commands of clients, carried out one after the other in the order in which they came, however long the disk
/// takes over what one of them needs.
struct CommandQueue {
  /// A command, and whom to answer.
  struct Entry: Sendable {
    var command: WireCommand
    var id: UInt64
    var route: [UInt8]
  }

  private var waiting: [Entry] = []
  private var isBusy = false

  mutating func add(_ entry: Entry) { waiting.append(entry) }

  /// The next command to begin with; nil while another one is not finished.
  mutating func takeNext() -> Entry? {
    guard !isBusy, !waiting.isEmpty else { return nil }
    isBusy = true
    return waiting.removeFirst()
  }

  /// The command that was taken last is carried out, or refused.
  mutating func finished() { isBusy = false }

  /// Everything that was not begun; nothing of it will be.
  mutating func takeAll() -> [Entry] {
    defer { waiting = [] }
    return waiting
  }
}
