/// All that full-batch training of a linear network sees of its data: the mean of v v^T, v = (x, 1, y).
///
/// The gradient of a linear network depends on the data through this matrix M alone, and M = F F^T with
/// few columns: training on F's columns as if they were samples is exact and costs O(L d^2 rank) a step,
/// however many samples there were. Letters: d dimension, r rank.
package struct SecondMoments: Hashable, Sendable {
  package let dimension: Int
  /// False where the target is the input itself (y = x, left out of the matrix).
  package let hasTargets: Bool
  /// The mean of v v^T, [d + 1 (+ d)] square.
  package let joint: DoubleMatrix

  /// Moments of a sample, accumulated in double precision.
  package init(of samples: SmallNetSamples) {
    let d = samples.dimension
    let size = d + 1 + (samples.targets == nil ? 0 : d)
    var sum = DoubleMatrix(rows: size, columns: size)
    var v = [Double](repeating: 1, count: size)
    for start in stride(from: 0, to: samples.inputs.count, by: d) {
      for i in 0..<d { v[i] = Double(samples.inputs[start + i]) }
      if let targets = samples.targets {
        for i in 0..<d { v[d + 1 + i] = Double(targets[start + i]) }
      }
      for row in 0..<size where v[row] != 0 {
        for column in 0...row { sum[row, column] += v[row] * v[column] }
      }
    }
    for row in 0..<size {
      for column in 0...row {
        sum[row, column] /= Double(samples.count)
        sum[column, row] = sum[row, column]
      }
    }
    self.init(dimension: d, hasTargets: samples.targets != nil, joint: sum)
  }

  /// A population with y = x, second moment A = E[x x^T] and mean m = E[x].
  ///
  /// - Precondition: A is square and symmetric, and the mean has as many numbers as A has rows.
  package init(moment: DoubleMatrix, mean: [Double]? = nil) {
    let d = moment.rows
    precondition(moment.columns == d && (mean?.count ?? d) == d, "a square moment, a mean of its size")
    var joint = DoubleMatrix(rows: d + 1, columns: d + 1)
    for row in 0..<d {
      for column in 0..<d { joint[row, column] = moment[row, column] }
      joint[row, d] = mean?[row] ?? 0
      joint[d, row] = mean?[row] ?? 0
    }
    joint[d, d] = 1
    self.init(dimension: d, hasTargets: false, joint: joint)
  }

  private init(dimension: Int, hasTargets: Bool, joint: DoubleMatrix) {
    self.dimension = dimension
    self.hasTargets = hasTargets
    self.joint = joint
  }

  /// A = E[x x^T].
  package var moment: DoubleMatrix {
    var result = DoubleMatrix(rows: dimension, columns: dimension)
    for row in 0..<dimension {
      for column in 0..<dimension { result[row, column] = joint[row, column] }
    }
    return result
  }

  /// The population whose A is this one's A^2: the published scripts of the symmetric model update with it.
  package var squared: SecondMoments { SecondMoments(moment: moment * moment) }

  /// Samples (with the input that biases see) that stand for the population with weight one each.
  ///
  /// - Parameter bias: whether the constant input matters; without it the rank is often lower.
  func representatives(bias: Bool) -> (inputs: [Float], constants: [Float], targets: [Float]?, count: Int) {
    let d = dimension
    let used = (0..<joint.rows).filter { bias || $0 != d }
    var part = DoubleMatrix(rows: used.count, columns: used.count)
    for (row, from) in used.enumerated() {
      for (column, other) in used.enumerated() { part[row, column] = joint[from, other] }
    }
    let factor = PivotedCholesky(of: part)
    var (inputs, constants, targets): ([Float], [Float], [Float]) = ([], [], [])
    for column in factor.columns {
      inputs += column[..<d].map { Float($0) }
      constants.append(bias ? Float(column[d]) : 0)
      if hasTargets { targets += column[(bias ? d + 1 : d)...].map { Float($0) } }
    }
    if factor.columns.isEmpty {
      inputs = [Float](repeating: 0, count: d)
      constants = [0]
      targets = inputs
    }
    return (inputs, constants, hasTargets ? targets : nil, constants.count)
  }
}
