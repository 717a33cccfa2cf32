import SweepModel
import Testing

@Suite
struct TaskPointTests {
  private let first: Parameters = ["depth": .integer(2), "sigma": .real(0.5), "shape": .text("disc")]

  @Test func `points that share memory keep what each of them is`() {
    let base = TaskPoint(first)
    let wider = first.merging(["sigma": .real(1)]) { $1 }
    let second = TaskPoint(wider, sharing: base)
    let third = TaskPoint(first.merging(["shape": .text("ring")]) { $1 }, sharing: second)
    #expect(base.parameters == first && second.parameters == wider)
    #expect(second["sigma"] == .real(1) && second["depth"] == .integer(2) && second["none"] == nil)
    #expect(third["sigma"] == .real(0.5) && third["shape"] == .text("ring"))
    #expect(second != base && second == TaskPoint(wider) && TaskPoint(wider) == second)
    #expect(TaskPoint(first, sharing: third) == base)
  }

  @Test(arguments: [
    Parameters(), ["depth": .integer(2)], ["depth": .integer(2), "sigma": .real(0.5), "width": .integer(1)],
    ["depth": .integer(2), "sigma": .real(0.5), "shape": .text("disc"), "width": .integer(1)],
  ])
  func `a point with other names shares nothing and loses nothing`(other: Parameters) {
    let point = TaskPoint(other, sharing: TaskPoint(first))
    #expect(point.parameters == other)
    #expect(point != TaskPoint(first))
    #expect(Set(point.names) == Set(other.keys))
  }

  @Test func `differences are the values that another point has not`() {
    let base = TaskPoint(first)
    let wider = first.merging(["sigma": .real(1)]) { $1 }
    for second in [TaskPoint(wider), TaskPoint(wider, sharing: base)] {
      #expect(second.differences(from: base) == ["sigma"] && base.differences(from: second) == ["sigma"])
      #expect(second.differences(from: second).isEmpty && base.differences(from: base).isEmpty)
    }
    let narrow = TaskPoint(["depth": .integer(2)])
    #expect(Set(base.differences(from: narrow)) == ["sigma", "shape"])
    #expect(narrow.differences(from: base).isEmpty)
  }

  @Test func `an integer and a real of one size are two values`() {
    let point = TaskPoint(
      ["depth": .real(2), "sigma": .real(0.5), "shape": .text("disc")], sharing: TaskPoint(first))
    #expect(point["depth"] == .real(2) && point != TaskPoint(first))
  }
}

@Suite
struct TaskMetricsTests {
  @Test func `metrics that share their names keep their values`() {
    let first = TaskMetrics(["loss": 0.5, "accuracy": 1])
    #expect(first.names == ["accuracy", "loss"] && first.values == [1, 0.5])
    let second = TaskMetrics(["loss": 0.25, "accuracy": 0], sharing: first)
    #expect(second["loss"] == 0.25 && second["accuracy"] == 0 && second["none"] == nil)
    #expect(second.metrics == ["loss": 0.25, "accuracy": 0])
  }

  @Test(arguments: [[:], ["loss": 1], ["loss": 1, "steps": 2], ["loss": 1, "accuracy": 2, "steps": 3]])
  func `metrics of other names lose nothing`(other: [String: Double]) {
    let metrics = TaskMetrics(other, sharing: TaskMetrics(["loss": 0.5, "accuracy": 1]))
    #expect(metrics.metrics == other && metrics.names == other.keys.sorted())
  }

  @Test func `names that do not rise, and values without names, are refused`() {
    #expect(TaskMetrics(names: ["a", "b"], values: [1, 2])?.metrics == ["a": 1, "b": 2])
    #expect(TaskMetrics(names: ["b", "a"], values: [1, 2]) == nil)
    #expect(TaskMetrics(names: ["a", "a"], values: [1, 2]) == nil)
    #expect(TaskMetrics(names: ["a"], values: [1, 2]) == nil)
    #expect(TaskMetrics(names: ["a"], values: []) == nil)
  }
}
