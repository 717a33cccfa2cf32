/// A hole of some dimension: it appears at the distance `birth` and is filled at the distance `death`.
package struct PersistenceBar: Hashable, Sendable, Codable {
  package var birth: Double
  package var death: Double

  package init(birth: Double, death: Double) { (self.birth, self.death) = (birth, death) }

  package var length: Double { death - birth }
}
