/// Answer to `placements`: one page of what a refined sweep planned for which reason.
package struct PlacementsDocument: Document {
  /// Tasks in a row that were added together for one reason.
  package struct Placement: Codable, Sendable {
    package var ordinal: Int
    package var count: Int
    /// 0 for what the sweep started with.
    package var round: Int
    package var reason: String

    package init(
      ordinal: Int, count: Int, round: Int, reason: String
    ) {
      self.ordinal = ordinal
      self.count = count
      self.round = round
      self.reason = reason
    }
  }

  package var version = 2
  package var sweep: String
  /// Placements before this page.
  package var offset: Int
  package var placements: [Placement]
  /// The offset of the next page; nil on the last one.
  package var nextOffset: Int?

  package init(
    sweep: String, offset: Int, placements: [Placement], nextOffset: Int? = nil
  ) {
    self.sweep = sweep
    self.offset = offset
    self.placements = placements
    self.nextOffset = nextOffset
  }
}
