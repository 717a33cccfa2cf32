/// Points that are planned but not run, and why.
package struct Exclusion: Sendable, Hashable {
  /// A point is excluded where every listed parameter has one of its listed values.
  package var condition: Condition
  /// The spec's `because`; "excluded by the spec" where it gives none.
  package var reason: String

  package init(condition: Condition, reason: String = "excluded by the spec") {
    self.condition = condition
    self.reason = reason
  }
}
