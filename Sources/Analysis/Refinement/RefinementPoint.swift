/// What is known of one point of a refined series.
package struct RefinementPoint: Sendable, Hashable {
  /// The point's place among those that the series may have, by rising x.
  package var position: Int
  /// Tasks planned for it, whatever became of them.
  package var planned: Int
  /// The metric of those that are done. A failed task leaves none.
  package var values: [Double]

  package init(position: Int, planned: Int, values: [Double]) {
    self.position = position
    self.planned = planned
    self.values = values
  }
}

/// Tasks to add to a refined series, all of one point.
package struct RefinementAddition: Sendable, Hashable {
  package var position: Int
  package var replicates: Range<Int>
  /// Why, as a sentence.
  package var reason: String
}
