/// Disjoint clusters of `count` sites under union (by size, with path halving).
struct ClusterForest: Sendable {
  private var parents: [Int]
  private var sizes: [Int]
  /// Clusters left.
  private(set) var clusterCount: Int
  /// Sites of the largest cluster; 0 only without sites.
  private(set) var largest: Int

  init(count: Int) {
    parents = Array(0..<count)
    sizes = Array(repeating: 1, count: count)
    clusterCount = count
    largest = min(count, 1)
  }

  /// Joins the clusters of two sites.
  mutating func join(_ first: Int, _ second: Int) {
    var (large, small) = (root(of: first), root(of: second))
    guard large != small else { return }
    if sizes[large] < sizes[small] { swap(&large, &small) }
    parents[small] = large
    sizes[large] += sizes[small]
    largest = max(largest, sizes[large])
    clusterCount -= 1
  }

  private mutating func root(of site: Int) -> Int {
    var site = site
    while parents[site] != site {
      parents[site] = parents[parents[site]]
      site = parents[site]
    }
    return site
  }
}
