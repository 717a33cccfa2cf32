/// Ranges of which those that lie closest are made one, until there are few.
enum NearbyRanges {
  /// - Parameters:
  ///   - ranges: by rising number, none of which overlap.
  ///   - limit: how many there may be; 1 or more.
  /// - Returns: at most `limit` ranges that hold all of the numbers, and of others only those in the narrowest gaps.
  static func joined(_ ranges: [ClosedRange<Int>], limit: Int) -> [ClosedRange<Int>] {
    guard ranges.count > limit else { return ranges }
    // Of the gaps, the widest stay; of equal ones, the first.
    let gaps = ranges.indices.dropFirst().sorted {
      let widths = (gap(before: $0, ranges), gap(before: $1, ranges))
      return widths.0 == widths.1 ? $0 < $1 : widths.0 > widths.1
    }
    let kept = Set(gaps.prefix(max(1, limit) - 1))
    var joined: [ClosedRange<Int>] = []
    for (index, range) in ranges.enumerated() {
      if let last = joined.last, !kept.contains(index) {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }

  private static func gap(before index: Int, _ ranges: [ClosedRange<Int>]) -> UInt {
    // Across zero the difference of two integers may be larger than the largest.
    UInt(bitPattern: ranges[index].lowerBound) &- UInt(bitPattern: ranges[index - 1].upperBound)
  }
}
