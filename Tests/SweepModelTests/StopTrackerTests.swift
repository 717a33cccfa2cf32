import SweepModel
import TestSupport
import Testing

/// When a stop rule is fulfilled, and what of it survives.
@Suite
struct StopTrackerTests {
  private static func end(_ condition: StopRule.Condition, count: Int, after: Int = 0, _ values: [Double])
    -> Int?
  {
    var tracker = StopTracker(StopRule(metric: "m", condition: condition, count: count, after: after))
    for (step, value) in values.enumerated() { tracker.take("m", value, step: step) }
    return tracker.endedAt
  }

  @Test func `levels and widths are told at the value that completes the row`() {
    #expect(Self.end(.above(0.5), count: 1, [0.1, 0.5, 0.9]) == 1)
    #expect(Self.end(.above(0.5), count: 2, [0.6, 0.4, 0.6, 0.5, 0.1]) == 3)
    #expect(Self.end(.below(0.5), count: 3, [0.6, 0.5, 0.4, 0.3]) == 3)
    #expect(Self.end(.above(0.5), count: 2, after: 3, [1, 1, 1, 1, 1]) == 4)
    #expect(Self.end(.settled(within: 0.1), count: 3, [0, 0.5, 0.55, 0.7, 0.65, 0.62]) == 5)
    #expect(Self.end(.steady(within: 0.1), count: 2, [100, 50, 46, 10]) == 2)
    #expect(Self.end(.steady(within: 0.1), count: 2, [-100, -95]) == 1)
    #expect(Self.end(.above(0.5), count: 3, [1, 1, 0, 1, 1]) == nil)
  }

  @Test func `other metrics, steps that do not rise and what is no number do not count`() {
    var tracker = StopTracker(StopRule(metric: "m", condition: .above(1), count: 2))
    tracker.take("m", 2, step: 5)
    tracker.take("m", 2, step: 5)
    tracker.take("m", 2, step: 4)
    tracker.take("other", 2, step: 6)
    #expect(tracker.endedAt == nil)
    tracker.take("m", .nan, step: 6)
    tracker.take("m", 2, step: 7)
    #expect(tracker.endedAt == nil)
    tracker.take("m", 2, step: 8)
    #expect(tracker.endedAt == 8)
  }

  @Test func `cut anywhere, gone on with from any earlier step, the end is the same`() throws {
    let seed = SeededGenerator.seed()
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var ends = 0
    for _ in 0..<500 {
      let condition: StopRule.Condition =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .above(Double.random(in: 0..<1, using: &random))
        case 1: .below(Double.random(in: 0..<1, using: &random))
        case 2: .settled(within: Double.random(in: 0..<0.5, using: &random))
        default: .steady(within: Double.random(in: 0..<0.5, using: &random))
        }
      let rule = StopRule(
        metric: "m", condition: condition, count: Int.random(in: condition.leastCount...4, using: &random),
        after: Int.random(in: 0...20, using: &random))
      #expect(StopRule(json: rule.json) == rule)
      let values = (0..<60).map { _ in Double.random(in: 0..<1, using: &random) }
      var whole = StopTracker(rule)
      let cut = Int.random(in: 0..<60, using: &random)
      var states: [JSONValue] = []
      for (step, value) in values.enumerated() {
        states.append(whole.state)
        whole.take("m", value, step: step)
      }
      // Through the text that a checkpoint has.
      let text = CanonicalJSON.text(json: states[cut])
      var second = try #require(StopTracker(rule, state: CanonicalJSON.parseValue(Array(text.utf8))))
      for step in Int.random(in: 0...cut, using: &random)..<60 { second.take("m", values[step], step: step) }
      #expect(second.endedAt == whole.endedAt)
      if whole.endedAt != nil { ends += 1 }
    }
    #expect(ends > 100)
  }

  @Test(arguments: [
    #"{"above":1,"after":0,"for":0,"metric":"m"}"#, #"{"above":1,"after":-1,"for":1,"metric":"m"}"#,
    #"{"after":0,"for":1,"metric":"m"}"#, #"{"above":1,"after":0,"below":1,"for":1,"metric":"m"}"#,
    #"{"above":1,"after":0,"for":1,"metric":"m","then":2}"#, #"{"after":0,"for":1,"metric":"m","settled":1}"#,
    "3",
  ])
  func `what is no rule is none`(text: String) throws {
    #expect(StopRule(json: try CanonicalJSON.parseValue(Array(text.utf8))) == nil)
  }

  @Test func `a definition with a rule reads back, and is another task with the same point`() throws {
    var plain = TaskDefinition(
      experiment: "e", version: 1, parameters: ["p": .integer(1)], seed: 2, replicate: 3)
    let before = String(decoding: plain.canonicalJSON, as: UTF8.self)
    #expect(before == #"{"experiment":"e","parameters":{"p":1},"replicate":3,"seed":2,"version":1}"#)
    let id = plain.id
    plain.stop = StopRule(metric: #"a","stop":{"#, condition: .settled(within: 0.25), count: 3, after: 7)
    let bytes = plain.canonicalJSON
    #expect(plain.id != id)
    #expect(try TaskDefinition(canonicalJSON: bytes) == plain)
    let length = try #require(TaskDefinition.pointLength(ofCanonicalJSON: bytes))
    #expect(String(decoding: bytes[..<length], as: UTF8.self) == #"{"experiment":"e","parameters":{"p":1}"#)
    // A rule that is none makes the whole none.
    let damaged = String(decoding: bytes, as: UTF8.self).replacing(#""for":3"#, with: #""for":1"#)
    #expect(TaskDefinition.pointLength(ofCanonicalJSON: Array(damaged.utf8)) == nil)
    #expect(throws: TaskDefinition.Mismatch.self) {
      _ = try TaskDefinition(canonicalJSON: Array(damaged.utf8))
    }
  }
}
