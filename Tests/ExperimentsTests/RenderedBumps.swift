import Foundation

@testable import Experiments

/// The slow way: whole images, every pair, flood fill. It shares no code with what it checks but the grid.
struct RenderedBumps {
  let images: [[Double]]

  init(grid: BumpGrid, sigma: Double, sites: [Int]) {
    let side = grid.centres.count
    images = sites.map { site in
      let (centreX, centreY) = (grid.centres[site % side], grid.centres[site / side])
      var image: [Double] = []
      for y in 1...grid.imageSize {
        for x in 1...grid.imageSize {
          let (dx, dy) = (Double(x) - centreX, Double(y) - centreY)
          image.append(exp(-(dx * dx + dy * dy) / (4 * sigma * sigma)))
        }
      }
      return image
    }
  }

  /// sqrt(sum a b / sum a^2)
  func overlap(_ first: Int, _ second: Int) -> Double {
    let product = zip(images[first], images[second]).reduce(0) { $0 + $1.0 * $1.1 }
    let norm = images[first].reduce(0) { $0 + $1 * $1 }
    return (product / norm).squareRoot()
  }

  func largestCluster(threshold: Double) -> Int {
    var unseen = Set(images.indices)
    var largest = 0
    while let start = unseen.popFirst() {
      var (cluster, frontier) = (1, [start])
      while let site = frontier.popLast() {
        for other in unseen where overlap(site, other) >= threshold || overlap(other, site) >= threshold {
          unseen.remove(other)
          frontier.append(other)
          cluster += 1
        }
      }
      largest = max(largest, cluster)
    }
    return largest
  }
}
