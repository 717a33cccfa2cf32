package import SweepModel
package import Training

/// A drawn training set: n samples from every cluster, in concept coordinates.
package struct ConceptSamples: Sendable {
  package let concepts: Int
  /// [count][concepts], shuffled, so that neither a batch nor a part of it favours a cluster.
  package let points: [Double]
  package var count: Int { points.count / concepts }

  /// - Parameters:
  ///   - heldOut: samples nearer than this to the test point are drawn again (Figs 15 and 16); 0 keeps all.
  /// - Throws: `TaskFailure` where a thousand draws in a row were too near.
  package init(
    of population: ConceptPopulation, perCluster: Int, heldOut: Double, from stream: inout RandomStream
  ) throws(TaskFailure) {
    let s = population.concepts
    concepts = s
    var points: [Double] = []
    points.reserveCapacity(population.clusters * perCluster * s)
    for centre in population.centroids {
      for _ in 0..<perCluster {
        var point = ConceptSamples.draw(around: centre, population, &stream)
        var tries = 1
        while heldOut > 0, ConceptSamples.distance(point, population.testPoint) < heldOut {
          guard tries < 1000 else {
            throw TaskFailure(
              "1000 samples in a row fell within \(heldOut) of the test point; lower held-out or sigma")
          }
          point = ConceptSamples.draw(around: centre, population, &stream)
          tries += 1
        }
        points += point
      }
    }
    for k in stride(from: points.count / s - 1, to: 0, by: -1) {
      let other = Int(stream.next().multipliedFullWidth(by: UInt64(k + 1)).high)
      if other != k { for i in 0..<s { points.swapAt(k * s + i, other * s + i) } }
    }
    self.points = points
  }

  private static func draw(
    around centre: [Double], _ population: ConceptPopulation, _ stream: inout RandomStream
  ) -> [Double] {
    centre.indices.map { centre[$0] + population.deviation[$0] * stream.standardNormal() }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// The samples' own moments: all that full-batch training of a linear network sees of them.
  package func moments(in space: ConceptSpace) -> SecondMoments {
    let s = concepts
    var moment = DoubleMatrix(rows: s, columns: s)
    var mean = [Double](repeating: 0, count: s)
    for start in stride(from: 0, to: points.count, by: s) {
      for i in 0..<s {
        mean[i] += points[start + i]
        for j in 0..<s { moment[i, j] += points[start + i] * points[start + j] }
      }
    }
    return space.moments((1 / Double(count)) * moment, mean: mean.map { $0 / Double(count) })
  }

  /// The first `limit` samples as inputs of a network.
  ///
  /// - Throws: ``SmallNetError`` where a number is out of float32's range.
  package func inputs(in space: ConceptSpace, limit: Int = .max) throws(SmallNetError) -> SmallNetSamples {
    var inputs: [Float] = []
    let used = min(count, limit)
    inputs.reserveCapacity(used * space.dimension)
    for sample in 0..<used {
      let point = Array(points[sample * concepts..<(sample + 1) * concepts])
      for value in space.embed(point) { inputs.append(Float(value)) }
    }
    return try SmallNetSamples(dimension: space.dimension, inputs: inputs)
  }
}
