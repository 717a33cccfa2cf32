internal import Datasets
internal import Representation
internal import SweepModel
internal import Training

/// Which layer is captured of a training, for which labels, and when: for all pairs of n values of x and y that go once
/// around the image.
struct RepresentationSetting: Hashable {
  let block: UNetBlock
  let input: RepresentationInput
  /// The step of drawing that is captured, from 1; 0 where the input is not drawn.
  let samplingStep: Int
  let grid: Representation.LabelGrid
  /// Numbers of one label's activations.
  let columns: Int
  /// How often the activations are kept as an artifact; the last time is the training's end.
  let captures: Int
  let hasPersistence: Bool

  /// Bytes of one capture.
  var bytes: Int { grid.rows * columns * MemoryLayout<Float>.stride }

  /// What representations may take of the bytes that a task may leave; the rest is for pictures and tables.
  static let mostBytes = TaskResult.artifactLimit / 14 * 13

  /// - Returns: nil where a spec asks for no layer.
  /// - Throws: ``InvalidParameters`` naming the parameter to change.
  init?(
    _ parameters: Parameters, _ architecture: UNetArchitecture, _ sampling: SamplingRule,
    _ schedule: NoiseSchedule
  ) throws(InvalidParameters) {
    guard parameters["representation"] != nil else {
      if let other = parameters.keys.filter({ $0.hasPrefix("representation-") }).min() {
        throw InvalidParameters(
          other, "\(other) is given, but no layer; add representation, such as representation: up2")
      }
      return nil
    }
    let name = try parameters.text("representation")
    guard let block = UNetBlock(rawValue: name) else {
      throw InvalidParameters("representation", "representation is \(name), which no layer is called")
    }
    self.block = block
    columns = block.outputCount(architecture)
    let word = parameters["representation-input"] == nil ? nil : try parameters.text("representation-input")
    input = word.flatMap(RepresentationInput.init) ?? .drawn
    samplingStep = try RepresentationSetting.samplingStep(parameters, input, of: sampling.stepCount(schedule))
    hasPersistence =
      parameters["representation-persistence"] == nil
      ? false : try parameters.boolean("representation-persistence")
    let isGiven = parameters["representation-grid"] != nil
    let side = isGiven ? try parameters.integer("representation-grid") : architecture.imageSize
    do throws(RepresentationError) {
      grid = try Representation.LabelGrid(x: side, y: side)
    } catch {
      throw InvalidParameters(
        "representation-grid",
        isGiven ? "\(error)" : "\(error); give representation-grid, which is the image size otherwise")
    }
    let evaluations = try parameters.integer("evaluations")
    captures =
      parameters["representation-captures"] == nil ? 1 : try parameters.integer("representation-captures")
    guard captures <= evaluations + 1 else {
      throw InvalidParameters(
        "representation-captures",
        "representation-captures is \(captures), but with evaluations: \(evaluations) there are \(evaluations + 1) "
          + "moments, one of them before the first step; raise evaluations")
    }
    let all = bytes.multipliedReportingOverflow(by: captures)
    guard !all.overflow, all.partialValue <= RepresentationSetting.mostBytes else {
      throw InvalidParameters(
        "representation-grid",
        "\(captures) \(captures == 1 ? "capture" : "captures") of \(grid.rows) labels and \(columns) numbers of "
          + "\(name) take \(all.partialValue >> 20) MiB, and \(RepresentationSetting.mostBytes >> 20) MiB are the most "
          + "that a task may leave; lower representation-grid or representation-captures (0 keeps none and measures "
          + "all the same)")
    }
  }

  private static func samplingStep(
    _ parameters: Parameters, _ input: RepresentationInput, of steps: Int
  ) throws(InvalidParameters) -> Int {
    guard parameters["representation-step"] != nil else { return input == .drawn ? steps : 0 }
    let step = try parameters.integer("representation-step")
    guard input == .drawn else {
      throw InvalidParameters(
        "representation-step",
        "representation-step is \(step), but representation-input \(input.rawValue) is not drawn in steps; remove one "
          + "of them")
    }
    guard step <= steps else {
      throw InvalidParameters(
        "representation-step", "representation-step is \(step), but images are drawn in \(steps) steps")
    }
    return step
  }

  /// Multiplications of one capture.
  ///
  /// - Parameter pass: those of one image's way through the network.
  func multiplications(pass: Double, guided: Bool) -> Double {
    let passes = input == .drawn ? Double(samplingStep) * (guided ? 2 : 1) : 1
    return Double(grid.rows) * (pass * passes + Double(grid.rows) * Double(columns) / 2)
  }

  /// The positions of all labels, px: row i * n + j has x = 1 + i N / n and y = 1 + j N / n.
  func positions(imageSize: Int) -> [(x: Double, y: Double)] {
    let step = Double(imageSize) / Double(grid.x)
    return (0..<grid.rows).map { row in
      (1 + Double(row / grid.y) * step, 1 + Double(row % grid.y) * step)
    }
  }

  /// The steps of training at which activations are kept, of the moments at which they are measured, ascending: spread
  /// evenly over them, the last one always, and the first one where there are two or more.
  func kept(of moments: [Int]) -> [Int] {
    guard captures > 1, moments.count > 1 else { return Array(moments.suffix(captures)) }
    let count = min(captures, moments.count)
    return (0..<count).map { moments[$0 * (moments.count - 1) / (count - 1)] }
  }
}
