import Foundation
import Testing
import Training

@testable import Experiments

struct IdentityMetricsTests {
  @Test func `a loss that only falls has no rise and one descent`() {
    let losses = [8.0, 4, 2, 2, 1]
    #expect(SwingBy.rise(losses) == 0)
    #expect(SwingBy.descents(losses) == 1)
  }

  @Test func `the rise is measured from the lowest loss before it, in units of the first loss`() {
    // Falls to 2, climbs to 5: 3 of 10. The second climb from 1 to 2.5 is smaller.
    let losses = [10.0, 2, 4, 5, 1, 2.5, 0]
    #expect(abs(SwingBy.rise(losses) - 0.3) < 1e-15)
    #expect(SwingBy.descents(losses) == 3)
    #expect(SwingBy.rise([0, 1]) == 0)
    #expect(SwingBy.rise([]) == 0)
  }

  @Test func `wiggles below one percent of the first loss are no rises, and a rise in small steps is one`() {
    #expect(SwingBy.descents([100, 50, 50.9, 50, 50.9, 40]) == 1)
    #expect(SwingBy.descents([100, 50, 50.6, 51.2, 51.0, 51.8, 60, 20]) == 2)
    #expect(SwingBy.descents([100, 50, 70, 69.5, 72, 10, 30, 5]) == 3)
  }

  @Test
  func `a turn is a move from the test point toward a cluster, with no other coordinate mistaken for one`() {
    let goal = [1.0, 2]
    let centroids = [[1.0, 0], [0, 2]]
    func turns(_ outputs: [[Double]], others: [Double]? = nil) -> Bool {
      SwingBy.turnsAway(
        outputs: outputs, others: others ?? outputs.map { _ in 0 }, goal: goal, centroids: centroids)
    }
    #expect(!turns([[0, 0], [0.2, 0.6], [0.5, 1.5], [1, 2]]))
    // Back from (0.6, 1.5) to (0.1, 1.7): away from the goal, toward the second cluster.
    #expect(turns([[0, 0], [0.6, 1.5], [0.1, 1.7], [1, 2]]))
    // Away from the goal and from both clusters.
    #expect(!turns([[0.5, 1], [-1, -1], [1, 2]]))
    // The same as the second, below the tolerance.
    #expect(!turns([[0, 0], [0.6, 1.5], [0.6 - 1e-7, 1.5], [1, 2]]))
    // Growing other coordinates lead away from everything.
    #expect(!turns([[0, 0], [0.6, 1.5], [0.6, 1.5]], others: [0, 0, 1]))
  }

  @Test func `a concept is learned once its output stays above its share, in between two measurements`() {
    let outputs = [[0.0, 0, 0], [0.5, 1.9, 0], [0.95, 1.0, 0.1], [1.0, 2.0, 0.2]]
    let order = LearningOrder(outputs: outputs, clock: [0, 10, 20, 40], mu: [1, 2, 1], share: 0.9)
    #expect(abs((order.times[0] ?? 0) - (10 + 10 * 0.4 / 0.45)) < 1e-12)
    // 1.9 of 2 at time 10 does not last; 1.8 is passed for good between times 20 and 40.
    #expect(abs((order.times[1] ?? 0) - 36) < 1e-12)
    #expect(order.times[2] == nil)
    #expect(order.order == [1, 2])
    #expect(order.digits == 12)
    #expect(LearningOrder(times: [3, 1, 3, nil]).digits == 213)
    #expect(LearningOrder(times: [nil, nil]).digits == 0)
    #expect(LearningOrder(outputs: [[1]], clock: [0], mu: [1], share: 0.9).times == [0])
  }

  @Test func `the terminal slope is that of the exponential at the end`() throws {
    let clock = (0..<200).map { Double($0) * 0.1 }
    let losses = clock.map { 3 * exp(-2 * 0.6 * $0) + 5 * exp(-6 * $0) }
    let slope = try #require(TerminalSlope.slope(of: losses, clock: clock, window: 1e-10...1e-4))
    #expect(abs(slope + 1.2) < 1e-6)
    #expect(TerminalSlope.slope(of: [1, 0.5, 0.2], clock: [0, 1, 2], window: 1e-10...1e-4) == nil)
    // A window always has its lower end below its upper one.
    #expect(TerminalSlope.window(step: 0).lowerBound == 1e-4)
    #expect(TerminalSlope.window(step: 0.1).lowerBound < 1e-7)
  }

  @Test func `Jacobian entries are sorted into major, minor and irrelevant`() {
    let map = DoubleMatrix(rows: 4, columns: 4, (1...16).map(Double.init))
    let entries = JacobianEntries(map, concepts: 2)
    #expect(entries.major == [1, 6])
    // All but 1, 6 and the lower right block 11, 12, 15, 16.
    #expect(entries.minorMean == 7.5)
    #expect(abs(entries.irrelevantSize * entries.irrelevantSize - 186.5) < 1e-12)
    #expect(JacobianEntries(.identity(1), concepts: 1).minorMean == 0)
    #expect(JacobianEntries(.identity(1), concepts: 1).irrelevantSize == 0)
  }

  @Test func `corners are ordered where fewer concepts mean less loss`() {
    #expect(CornerHierarchy.name(1, concepts: 2) == "10")
    #expect(CornerHierarchy.name(6, concepts: 3) == "011")
    #expect(CornerHierarchy.ordered([0, 1, 2, 3]) == (5, 5))
    // Corner 11 below corner 01: one of five pairs is out of order.
    #expect(CornerHierarchy.ordered([0, 1, 3, 2]) == (4, 5))
    #expect(CornerHierarchy.ordered([0, 1, 3, 2], tolerance: 1) == (5, 5))
  }

  @Test func `measurements are spaced as asked, without doubles, and end with the last step`() {
    let log = MeasurementSchedule(steps: 1000, count: 4, isLogarithmic: true)
    #expect(log.steps == [0, 1, 10, 100, 1000])
    #expect(MeasurementSchedule(steps: 10, count: 5, isLogarithmic: false).steps == [0, 2, 4, 6, 8, 10])
    #expect(MeasurementSchedule(steps: 3, count: 100, isLogarithmic: true).steps == [0, 1, 2, 3])
    #expect(MeasurementSchedule(steps: 1, count: 2, isLogarithmic: false).steps == [0, 1])
  }
}
