internal import SweepModel
internal import Training

/// One task in training: what it starts from, what it has shown so far, and how it ends.
final class IdentityMember {
  let context: any TaskContext
  let setting: IdentitySetting
  let space: ConceptSpace
  let start: SmallNetParameters
  let data: SmallNetData
  let order: RandomStream
  /// Set once the task has ended before its last step.
  var failure: (any Error)?
  /// Set once its stop rule has ended it: the step that was measured last is its last one.
  private(set) var isDone = false
  /// Whether it goes on.
  var isTraining: Bool { failure == nil && !isDone }

  /// What the training loss is measured on.
  private let evaluation: SmallNetEvaluation
  private let theory: OneLayerTheory?
  private let testPoint: [Double]
  private let corners: [[Double]]

  private var clock: [Double] = []
  private var outputs: [[Double]] = []
  private var others: [Double] = []
  private var testLosses: [Double] = []
  private var lastTrainLoss = 0.0
  private var theoryError = 0.0
  private var cornerPairs = (inOrder: 0, pairs: 0)
  private var cornerTolerance = 0.0

  /// Training losses of ReLU networks in mini-batches are taken on this many samples: a pass over all of
  /// them at each measurement would cost more than the training.
  static let evaluationSamples = 1024

  /// Draws the task's data and first weights. Those are common random numbers of a replicate: points
  /// differ by their parameters alone.
  init(_ context: any TaskContext, _ setting: IdentitySetting) throws {
    self.context = context
    self.setting = setting
    let population = setting.base.population
    let net = setting.architecture
    if setting.isRotated {
      var stream = context.sharedStream("rotation")
      space = ConceptSpace(
        dimension: net.dimension, concepts: population.concepts, rotatedBy: &stream)
    } else {
      space = ConceptSpace(dimension: net.dimension, concepts: population.concepts)
    }
    var weights = context.sharedStream("weights")
    var start =
      if let widths = setting.widths {
        SmallNetParameters(net, widths: widths, setting.initialisation, from: &weights)
      } else {
        SmallNetParameters(net, setting.initialisation, from: &weights)
      }
    if setting.initialFactor != 1 { start.values = start.values.map { $0 * setting.initialFactor } }
    self.start = start
    order = context.sharedStream("order")
    var moments = population.moments(in: space)
    var drawn = SmallNetData.moments(moments)
    var judged = drawn
    if setting.training != .flow {
      var stream = context.sharedStream("samples")
      let samples = try ConceptSamples(
        of: population, perCluster: setting.samplesPerCluster, heldOut: setting.heldOut, from: &stream)
      moments = samples.moments(in: space)
      switch (setting.training, net.kind) {
      case (.sgd, .relu):
        drawn = .samples(try samples.inputs(in: space))
        judged = .samples(try samples.inputs(in: space, limit: IdentityMember.evaluationSamples))
      case (.sgd, _):
        drawn = .samples(try samples.inputs(in: space))
        judged = .moments(moments)
      case (_, .relu):
        drawn = .samples(try samples.inputs(in: space))
        judged = drawn
      default:
        drawn = .moments(moments)
        judged = drawn
      }
    }
    if setting.base.squaresUpdate { drawn = .moments(moments.squared) }
    data = drawn
    evaluation = try SmallNetEvaluation(judged, for: net)
    theory = setting.recording.contains(.theory) ? OneLayerTheory(start: start, moments: moments) : nil
    testPoint = space.embed(population.testPoint)
    let space = space
    corners =
      setting.recording.contains(.corners)
      ? (0..<(1 << population.concepts)).map { space.embed(population.corner($0)) } : []
  }

  /// Looks at replicate `index` of the trainer, which has done `step` steps.
  func measure(_ trainer: SmallNetTrainer, _ index: Int, step: Int) {
    let output = trainer.output(index, of: testPoint)
    let coordinates = space.coordinates(output)
    let concepts = space.concepts
    clock.append(Double(step) * setting.timePerStep)
    outputs.append(Array(coordinates[..<concepts]))
    others.append(coordinates[concepts...].reduce(0) { $0 + $1 * $1 })
    let testLoss = IdentityMember.loss(output, testPoint)
    testLosses.append(testLoss)
    let isLast = step == setting.schedule.steps.last
    let wantsLosses = setting.recording.contains(.losses)
    if wantsLosses || isLast { lastTrainLoss = trainer.loss(index, on: evaluation) }
    if wantsLosses {
      context.report("test-loss", testLoss, step: step)
      context.report("train-loss", lastTrainLoss, step: step)
    }
    if setting.recording.contains(.outputs) {
      for k in 0..<concepts { context.report("output-\(k + 1)", coordinates[k], step: step) }
    }
    if setting.recording.contains(.jacobian) { reportJacobian(trainer.parameters(index), step) }
    if !corners.isEmpty { reportCorners(trainer, index, step) }
    if let theory { report(theory, testLoss, step) }
    if context.isOver {
      isDone = true
      if !wantsLosses, !isLast { lastTrainLoss = trainer.loss(index, on: evaluation) }
    }
    context.progress(step: step)
  }

  private static func loss(_ output: [Double], _ target: [Double]) -> Double {
    zip(output, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
  }

  private func reportJacobian(_ parameters: SmallNetParameters, _ step: Int) {
    let map = space.coordinates(ofMap: parameters.jacobian(at: testPoint))
    let entries = JacobianEntries(map, concepts: space.concepts)
    let shown = min(space.dimension, IdentityMetrics.mostCornerConcepts)
    for row in 0..<shown {
      for column in 0..<shown {
        context.report("jacobian-\(row + 1)-\(column + 1)", map[row, column], step: step)
      }
    }
    context.report("jacobian-minor", entries.minorMean, step: step)
    context.report("jacobian-irrelevant", entries.irrelevantSize, step: step)
  }

  private func reportCorners(_ trainer: SmallNetTrainer, _ index: Int, _ step: Int) {
    let losses = corners.map { IdentityMember.loss(trainer.output(index, of: $0), $0) }
    for (corner, loss) in losses.enumerated() {
      let name = CornerHierarchy.name(corner, concepts: space.concepts)
      context.report("corner-\(name)", loss, step: step)
    }
    // Once all corners are learned, rounding alone decides which one is ahead.
    if cornerPairs.pairs == 0 { cornerTolerance = 1e-6 * (losses.max() ?? 0) }
    let (inOrder, pairs) = CornerHierarchy.ordered(losses, tolerance: cornerTolerance)
    cornerPairs = (cornerPairs.inOrder + inOrder, cornerPairs.pairs + pairs)
  }

  private func report(_ theory: OneLayerTheory, _ testLoss: Double, _ step: Int) {
    let layer = theory.descent(rate: setting.base.timePerStep, steps: step)
    let expected = theory.testLoss(of: layer, at: testPoint)
    context.report("theory-test-loss", expected, step: step)
    context.report("theory-train-loss", theory.trainLoss(of: layer), step: step)
    theoryError = max(theoryError, abs(testLoss - expected))
  }

  /// The final metrics, once the last step was measured.
  func metrics() -> [String: Double] {
    let population = setting.base.population
    let order = LearningOrder(
      outputs: outputs, clock: clock, mu: population.mu, share: setting.base.learnedAt)
    let rise = SwingBy.rise(testLosses)
    let turns = SwingBy.turnsAway(
      outputs: outputs, others: others, goal: population.testPoint, centroids: population.centroids)
    let descents = SwingBy.descents(testLosses)
    var metrics: [String: Double] = [
      "rise": rise, "descents": Double(descents), "three-descents": descents >= 3 ? 1 : 0,
      "swing-by": rise > SwingBy.threshold ? 1 : 0, "turns-away": turns ? 1 : 0,
      "initial-test-loss": testLosses.first ?? 0, "final-test-loss": testLosses.last ?? 0,
      "final-train-loss": lastTrainLoss, "learned-order": Double(order.digits),
      "first-learned": Double(order.order.first ?? 0), "learned-concepts": Double(order.order.count),
    ]
    if let first = order.order.first { metrics["concept-1-first"] = first == 1 ? 1 : 0 }
    for (k, time) in order.times.enumerated() {
      if let time { metrics["time-to-learn-\(k + 1)"] = time }
    }
    let window = TerminalSlope.window(step: setting.timePerStep * (setting.base.updateRates.min() ?? 0))
    if let slope = TerminalSlope.slope(of: testLosses, clock: clock, window: window) {
      metrics["terminal-slope"] = slope
    }
    if cornerPairs.pairs > 0 {
      metrics["corner-order"] = Double(cornerPairs.inOrder) / Double(cornerPairs.pairs)
    }
    if theory != nil { metrics["theory-error"] = theoryError / (testLosses.first ?? 1) }
    return metrics
  }
}
