import SweepModel
import Testing

@testable import Datasets

struct SubsetTests {
  @Test func `smaller subsets are beginnings of larger ones, the same for every sigma`() throws {
    func positions(_ lambda: Double, sigma: Double) throws -> [DatasetPosition] {
      try specification(.bump) {
        $0.lambda = lambda
        $0.sigmaX = sigma
      }.dataset(order: stream()).positions
    }
    let full = try positions(1, sigma: 1)
    #expect(full.count == 1024)
    #expect(Set(full).count == 1024)
    for (lambda, count) in [(0.1, 102), (0.3, 307), (0.5, 512), (0.9, 922)] {
      #expect(try positions(lambda, sigma: 0.1) == Array(full.prefix(count)))
    }
    let other = try specification(.bump).dataset(order: stream(replicate: 1)).positions
    #expect(other != full)
  }

  @Test func `the subset is the one of percolation: grid point y * 32 + x of the shared order`() throws {
    let order = NestedOrder(count: 1024, stream: stream())
    let dataset = try specification(.bump) { $0.lambda = 0.2 }.dataset(order: stream())
    #expect(
      dataset.positions.map { Int($0.y - 1) * 32 + Int($0.x - 1) } == Array(order.subset(lambda: 0.2)))
  }

  @Test func `a percentage subsamples the pairs of a mixture and leaves its stripes whole`() throws {
    let dataset = try specification(.bumpAndStripes) {
      $0.holdOut = .centre(area: 0.2)
      $0.subsample = 20
    }.dataset(order: stream())
    #expect(dataset.counts.pairs == 160)
    #expect(dataset.counts.stripes == 768)
    #expect(dataset.counts.full == 799 + 768)
    #expect(dataset.counts.unseen == 639)
    let unseen = (0..<639).map(dataset.unseenPosition)
    #expect(Set(unseen + dataset.positions + dataset.heldOutPositions).count == 1024 + 768)
    #expect(unseen.allSatisfy { $0.region == .inDistribution && $0.dimension == 2 })
  }

  @Test func `where there are only stripes they are subsampled, and every pair is unseen`() throws {
    let dataset = try specification(.stripes) {
      $0.lambda = 0.5
      $0.holdOut = .cross(width: 6)
    }.dataset(order: stream())
    #expect(dataset.count == 384)
    #expect(dataset.counts.heldOut == 399)
    #expect(dataset.counts.unseen == 625)
    #expect((0..<625).allSatisfy { dataset.unseenPosition($0).dimension == 2 })
  }

  @Test func `a mixture has its pairs first and its stripes behind them`() throws {
    let dataset = try specification(.bumpAndStripes).dataset(order: stream())
    #expect(dataset.position(0).form == .bump)
    #expect(dataset.position(dataset.count - 1).form == .sumOfStripes)
  }
}
