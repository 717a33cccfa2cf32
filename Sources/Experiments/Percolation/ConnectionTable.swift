internal import Datasets

/// Which pairs of grid points count as connected: those whose rendered bumps overlap by at least the
/// threshold in either direction (the overlap is normalised by one of the two bumps, which matters where
/// one of them is cut by the border or falls between pixels).
///
/// The overlap factorises, so a pair costs two look-ups and a product instead of two images.
struct ConnectionTable: Sendable {
  /// Grid points along one axis.
  let side: Int
  /// `forward[k][i]`: squared overlap along one axis of centres i and i + k, normalised by i.
  let forward: [[Double]]
  /// `backward[k][i]`: the same, normalised by i + k.
  let backward: [[Double]]
  /// `bounds[k]`: the largest value of either table at distance k; an exact bound for pruning offsets.
  let bounds: [Double]
  let squaredThreshold: Double

  init(grid: BumpGrid, profile: BumpProfile, threshold: Double) {
    let centres = grid.centres
    let rendered = centres.map { centre in
      (1...grid.imageSize).map { profile.value(at: $0, centre: centre) }
    }
    let norms = rendered.map { ConnectionTable.dot($0, $0) }
    var (forward, backward, bounds): ([[Double]], [[Double]], [Double]) = ([], [], [])
    for step in centres.indices {
      let count = centres.count - step
      var (ahead, behind) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      var bound = 0.0
      for index in 0..<count {
        let product = ConnectionTable.dot(rendered[index], rendered[index + step])
        ahead[index] = product / norms[index]
        behind[index] = product / norms[index + step]
        bound = max(bound, ahead[index], behind[index])
      }
      forward.append(ahead)
      backward.append(behind)
      bounds.append(bound)
    }
    side = centres.count
    self.forward = forward
    self.backward = backward
    self.bounds = bounds
    squaredThreshold = threshold * threshold
  }

  /// Offsets at which some pair may be connected, one of each opposite pair, nearest first.
  var candidateOffsets: [GridOffset] {
    var offsets: [GridOffset] = []
    for y in 0..<side {
      for x in (y == 0 ? 1 : 1 - side)..<max(side, 1) where bounds[abs(x)] * bounds[y] >= squaredThreshold {
        offsets.append(GridOffset(x: x, y: y))
      }
    }
    return offsets.sorted { ($0.squaredLength, $0.y, $0.x) < ($1.squaredLength, $1.y, $1.x) }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for (left, right) in zip(left, right) { sum += left * right }
    return sum
  }
}

/// A step on the grid of centres, in grid points along each axis.
struct GridOffset: Hashable, Sendable {
  var x: Int
  var y: Int

  var squaredLength: Int { x * x + y * y }
}
