package import Messages

extension WireQuery {
  /// A question about a sweep or task.
  package init(_ what: String, _ selector: String = "", filter: String = "", offset: Int = 0, limit: Int = 0)
  {
    self.init()
    self.what = what
    self.selector = selector
    self.filter = filter
    self.offset = UInt64(clamping: offset)
    self.limit = UInt32(clamping: limit)
  }
}
