internal import Datasets

/// Clusters of connected bumps among a subset of the grid.
enum BumpClusters {
  /// Sites of the largest cluster of `sites` (distinct grid indices, row by row).
  ///
  /// Near offsets come first, so a dense subset is one cluster after a few of them and the rest is
  /// skipped.
  ///
  /// - Parameter pulse: called about once per million pairs; it may throw to stop the search.
  static func largest(
    of sites: some Collection<Int>, in table: ConnectionTable, pulse: () throws -> Void
  ) rethrows -> Int {
    let side = table.side
    let sites = sites.sorted()
    var labels = [Int](repeating: -1, count: side * side)
    for (label, site) in sites.enumerated() { labels[site] = label }
    let places = sites.map { (x: $0 % side, y: $0 / side) }
    var forest = ClusterForest(count: sites.count)
    var pairs = 0
    for offset in table.candidateOffsets where forest.clusterCount > 1 {
      let (along, step) = (table.forward[offset.y], abs(offset.x))
      let reverseAlong = table.backward[offset.y]
      // Towards smaller x the pair is the same one seen from its other end: the tables swap roles.
      let across = offset.x < 0 ? table.backward[step] : table.forward[step]
      let reverseAcross = offset.x < 0 ? table.forward[step] : table.backward[step]
      for (label, place) in places.enumerated() {
        let (x, y) = (place.x + offset.x, place.y + offset.y)
        guard x >= 0, x < side, y < side else { continue }
        let other = labels[y * side + x]
        guard other >= 0 else { continue }
        let lower = min(x, place.x)
        if across[lower] * along[place.y] >= table.squaredThreshold
          || reverseAcross[lower] * reverseAlong[place.y] >= table.squaredThreshold
        {
          forest.join(label, other)
        }
      }
      pairs += places.count
      if pairs >= 1 << 20 {
        pairs = 0
        try pulse()
      }
    }
    return forest.largest
  }

  /// Neighbours that a grid point far from any border is connected with: the grid point nearest to the
  /// middle of the image, on a lattice and an image continued without end.
  static func neighboursInBulk(grid: BumpGrid, profile: BumpProfile, threshold: Double) -> Int {
    let centre = grid.centres[grid.centres.count / 2]
    let furthest = Int((profile.reach(threshold: threshold) / grid.spacing).rounded(.up))
    let axis = (-furthest...furthest).map { step -> (there: Double, back: Double) in
      let other = centre + Double(step) * grid.spacing
      let pixels = profile.surroundings(of: centre, other)
      let product = profile.product(centre, other, over: pixels)
      return (
        product / profile.product(centre, centre, over: pixels),
        product / profile.product(other, other, over: pixels)
      )
    }
    let squaredThreshold = threshold * threshold
    var count = 0
    for row in axis {
      for column in axis
      where row.there * column.there >= squaredThreshold || row.back * column.back >= squaredThreshold {
        count += 1
      }
    }
    // The point itself is no neighbour of its own; its overlap is 1, above any threshold.
    return count - 1
  }
}
