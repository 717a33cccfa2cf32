import Testing

@testable import Results

struct NearbyRangesTests {
  @Test func `the narrowest gaps are closed first, and no more than are needed`() {
    let ranges = [1...2, 4...4, 10...12, 14...14, 100...100]
    #expect(NearbyRanges.joined(ranges, limit: 5) == ranges)
    #expect(NearbyRanges.joined(ranges, limit: 4) == [1...2, 4...4, 10...14, 100...100])
    #expect(NearbyRanges.joined(ranges, limit: 3) == [1...4, 10...14, 100...100])
    #expect(NearbyRanges.joined(ranges, limit: 1) == [1...100])
    #expect(NearbyRanges.joined([], limit: 1) == [])
  }

  @Test func `numbers at both ends of what there is are no trouble`() {
    let ranges = [Int.min...Int.min, -1...1, Int.max...Int.max]
    #expect(NearbyRanges.joined(ranges, limit: 1) == [Int.min...Int.max])
    #expect(NearbyRanges.joined(ranges, limit: 2) == [Int.min...Int.min, -1...Int.max])
  }

  @Test func `whatever the ranges, all of their numbers are held in as few as asked for, by rising number`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var ranges: [ClosedRange<Int>] = []
      var low = 0
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        low += Int.random(in: 2...50, using: &random)
        let high = low + Int.random(in: 0...5, using: &random)
        ranges.append(low...high)
        low = high
      }
      let limit = Int.random(in: 1...20, using: &random)
      let joined = NearbyRanges.joined(ranges, limit: limit)
      #expect(joined.count == min(limit, ranges.count))
      #expect(zip(joined, joined.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
      #expect(
        ranges.allSatisfy { range in
          joined.contains { $0.contains(range.lowerBound) && $0.contains(range.upperBound) }
        })
    }
  }
}
