import SweepModel
import Testing

@testable import Journal

@Suite
struct PointCacheTests {
  private static func text(_ value: ParameterValue, replicate: Int = 0) -> [UInt8] {
    TaskDefinition(
      experiment: "e", version: 1, parameters: ["depth": .integer(2), "p": value], seed: 0,
      replicate: replicate
    ).canonicalJSON
  }

  @Test func `replicates of a point are one object, typed once`() throws {
    let cache = PointCache { $0.mapValues { $0.number.map { .real($0) } ?? $0 } }
    let first = try cache.point(of: Self.text(.integer(1)))
    let other = try cache.point(of: Self.text(.integer(3)))
    #expect(try cache.point(of: Self.text(.integer(1), replicate: 9)) === first)
    #expect(first.parameters == ["depth": .real(2), "p": .real(1)])
    #expect(other.parameters == ["depth": .real(2), "p": .real(3)])
  }

  @Test func `more points than it keeps are read all the same`() throws {
    let cache = PointCache()
    for round in 0..<2 {
      for value in 0..<20_000 {
        let point = try cache.point(of: Self.text(.integer(value), replicate: round))
        guard point["p"] == .integer(value) else {
          Issue.record("point \(value) became \(String(describing: point["p"]))")
          return
        }
      }
    }
  }

  @Test(arguments: [
    #"{"experiment":"e","parameters":{"p": 1},"replicate":0,"seed":0,"version":1}"#,
    #"{"experiment":"e","parameters":{"p":1.0},"replicate":0,"seed":0,"version":1}"#,
    #"{"experiment":"e","parameters":[],"replicate":0,"seed":0,"version":1}"#,
    #"x,"replicate":0,"seed":0,"version":1}"#, "",
  ])
  func `what is no canonical text of a task is refused, also after the point was read`(text: String) throws {
    let cache = PointCache()
    _ = try cache.point(of: Self.text(.integer(1)))
    #expect(throws: TaskDefinition.Mismatch.self) { try cache.point(of: Array(text.utf8)) }
    #expect(throws: TaskDefinition.Mismatch.self) { try cache.point(of: Array(text.utf8)) }
  }
}
