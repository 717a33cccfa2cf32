import Training
import TrainingReferences

/// The textbook forward and backward pass in double precision, sample by sample: what kernels must agree with.
struct SmallNetReference {
  let architecture: SmallNetArchitecture
  var values: [Double]

  init(_ parameters: SmallNetParameters) {
    architecture = parameters.architecture
    values = parameters.values.map(Double.init)
  }

  private func layers() -> [(rows: Int, columns: Int, weight: Int, bias: Int?)] {
    var next = 0
    return (0..<architecture.depth).map { layer in
      let rows = layer + 1 == architecture.depth ? architecture.dimension : architecture.hidden
      let columns = layer == 0 ? architecture.dimension : architecture.hidden
      let weight = next
      next += rows * columns
      let bias = architecture.bias ? next : nil
      next += architecture.bias ? rows : 0
      return (rows, columns, weight, bias)
    }
  }

  /// Mean loss and its gradient; also how close the nearest ReLU is to its kink.
  func gradient(
    _ inputs: [Float], targets: [Float]? = nil, loss: SmallNetOptions.Loss
  ) -> (loss: Double, gradient: [Double], kink: Double) {
    if architecture.kind == .symmetric { return symmetric(inputs, loss) }
    let (d, layers) = (architecture.dimension, layers())
    let count = inputs.count / d
    let scale = (loss == .meanSquare ? 2 / Double(d) : 1) / Double(count)
    var (total, gradient, kink) = (0.0, [Double](repeating: 0, count: values.count), Double.infinity)
    for sample in 0..<count {
      var x = [inputs[sample * d..<(sample + 1) * d].map(Double.init)]
      for (index, layer) in layers.enumerated() {
        var z = (0..<layer.rows).map { row in
          (0..<layer.columns).reduce(layer.bias.map { values[$0 + row] } ?? 0) {
            $0 + values[layer.weight + row * layer.columns + $1] * x[index][$1]
          }
        }
        if architecture.kind == .relu, index + 1 < layers.count {
          kink = min(kink, z.map { abs($0) }.min() ?? .infinity)
          z = z.map { max($0, 0) }
        }
        x.append(z)
      }
      let target = (targets ?? inputs)[sample * d..<(sample + 1) * d].map(Double.init)
      var dz = zip(x[layers.count], target).map { $0 - $1 }
      total += dz.reduce(0) { $0 + $1 * $1 } * scale / 2
      dz = dz.map { $0 * scale }
      for (index, layer) in layers.enumerated().reversed() {
        var dx = [Double](repeating: 0, count: layer.columns)
        for row in 0..<layer.rows {
          if let bias = layer.bias { gradient[bias + row] += dz[row] }
          for column in 0..<layer.columns {
            let at = layer.weight + row * layer.columns + column
            gradient[at] += dz[row] * x[index][column]
            dx[column] += values[at] * dz[row]
          }
        }
        let gated = architecture.kind == .relu && index > 0
        dz = zip(dx, x[index]).map { gated && $1 <= 0 ? 0 : $0 }
      }
    }
    return (total, gradient, kink)
  }

  private func symmetric(
    _ inputs: [Float], _ loss: SmallNetOptions.Loss
  ) -> (loss: Double, gradient: [Double], kink: Double) {
    let d = architecture.dimension
    var moment = DoubleMatrix(rows: d, columns: d)
    for start in stride(from: 0, to: inputs.count, by: d) {
      for i in 0..<d {
        for j in 0..<d {
          moment[i, j] +=
            Double(inputs[start + i]) * Double(inputs[start + j]) * Double(d) / Double(inputs.count)
        }
      }
    }
    let u = DoubleMatrix(rows: d, columns: architecture.hidden, values)
    let flow = SymmetricFlow(u: u, moment: moment)
    let error = flow.product - .identity(d)
    let trace = (0..<d).reduce(0.0) { $0 + (error * moment * error.transposed)[$1, $1] }
    let factor = loss == .meanSquare ? 2 / Double(d) : 1
    return (factor * trace / 2, (factor * flow.gradient()).values, .infinity)
  }
}
