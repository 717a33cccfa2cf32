/// Some of a long list.
package struct Page<Element: Sendable>: Sendable {
  package var items: [Element]
  /// Where the next page begins; nil on the last one.
  package var next: Int?

  package init(_ items: [Element], next: Int? = nil) {
    self.items = items
    self.next = next
  }

  /// Visits the items of all pages in turn.
  ///
  /// - Parameter fetch: gives the page that begins at a place.
  /// - Throws: ``ResultError/stuckPage`` where a page does not lead further: a reader must end whatever it is told.
  static func forEach(
    _ fetch: (_ start: Int) throws -> Page<Element>, _ visit: (Element) throws -> Void
  ) throws {
    var start = 0
    while true {
      let page = try fetch(start)
      for item in page.items { try visit(item) }
      guard let next = page.next else { return }
      guard next > start else { throw ResultError.stuckPage(at: start) }
      start = next
    }
  }
}
