/// A piece of a page that may change: an element with an id, which a browser replaces as a whole.
struct Region: Sendable, Equatable {
  var id: String
  /// The element, with its id; of a list what stands before its items.
  var html: String
  /// Of a list: what changes by itself, and what stands behind.
  var items: [Region] = []
  var end = ""

  init(_ id: String, html: String) {
    self.id = id
    self.html = html
  }

  init(_ id: String, begin: String, items: [Region], end: String) {
    self.id = id
    html = begin
    self.items = items
    self.end = end
  }

  var text: String { html + items.lazy.map(\.text).joined() + end }

  /// What turns another state of the page into this one: elements to replace, by their ids. A list whose items are
  /// others, or in another order, is replaced as a whole.
  func changes(from old: Region) -> [(id: String, html: String)] {
    if self == old { return [] }
    guard html == old.html, end == old.end, !items.isEmpty, items.map(\.id) == old.items.map(\.id) else {
      return [(id, text)]
    }
    return zip(items, old.items).flatMap { $0.changes(from: $1) }
  }
}

/// What a page shows, apart from what all pages have around it.
struct PageContent: Sendable, Equatable {
  var status = 200
  /// Plain text, what the tab says.
  var title: String
  /// Where it lies below the list of sweeps: texts and addresses.
  var trail: [Trail] = []
  var regions: [Region]

  struct Trail: Sendable, Equatable {
    var text: String
    var address: String
  }

  init(title: String, trail: [Trail] = [], status: Int = 200, _ regions: [Region]) {
    self.status = status
    self.title = title
    self.trail = trail
    self.regions = regions
  }

  /// A page that says why there is nothing else.
  ///
  /// - Parameter message: sentences, plain text.
  static func notice(_ title: String, _ message: String, status: Int) -> PageContent {
    PageContent(
      title: title, status: status,
      [
        Region(
          "notice", html: "<section id=\"notice\"><h1>\(title.html)</h1><p>\(message.html)</p></section>\n")
      ])
  }

  /// The page's elements that differ from those of another state of it, by their ids.
  func changes(from old: PageContent) -> [(id: String, html: String)] {
    guard regions.map(\.id) == old.regions.map(\.id) else {
      return [("content", "<div id=\"content\">\(regions.map(\.text).joined())</div>")]
    }
    return zip(regions, old.regions).flatMap { $0.changes(from: $1) }
  }
}
