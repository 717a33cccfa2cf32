/// A queue whose both ends are cheap: tasks come at the back, and those that must run again go to the front.
struct Fifo<Element> {
  private var items: [Element?] = []
  private var start = 0

  var count: Int { items.count - start }
  var isEmpty: Bool { count == 0 }

  /// The items, first one first.
  var elements: [Element] { items[start...].compactMap { $0 } }

  mutating func append(_ element: Element) { items.append(element) }

  mutating func popFirst() -> Element? {
    guard start < items.count else { return nil }
    let first = items[start]
    items[start] = nil
    start += 1
    if start == items.count {
      items.removeAll(keepingCapacity: true)
      start = 0
    } else if start > 1024, start * 2 > items.count {
      items.removeFirst(start)
      start = 0
    }
    return first
  }

  /// Puts several in front, in their own order.
  mutating func prepend(_ elements: [Element]) {
    items.replaceSubrange(0..<start, with: elements.map(Optional.some))
    start = 0
  }

  /// Takes out whatever matches, in order.
  mutating func remove(where matches: (Element) -> Bool) -> [Element] {
    let all = elements
    let removed = all.filter(matches)
    if !removed.isEmpty {
      items = all.filter { !matches($0) }.map(Optional.some)
      start = 0
    }
    return removed
  }
}
