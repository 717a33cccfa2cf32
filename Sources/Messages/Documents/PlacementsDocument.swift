/// Answer to `placements`: one page of what a refined sweep planned for which reason.
package struct PlacementsDocument: Document {
  /// The most of one page; a page of fewer is the last.
  package static let page = 20_000

  package var version = 1
  package var sweep: String
  /// Placements before this page.
  package var offset: Int
  package var placements: [SweepDocument.Placement]

  package init(
    sweep: String, offset: Int, placements: [SweepDocument.Placement]
  ) {
    self.sweep = sweep
    self.offset = offset
    self.placements = placements
  }
}
