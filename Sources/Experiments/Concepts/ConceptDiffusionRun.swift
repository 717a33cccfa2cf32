internal import Datasets
internal import SweepModel
internal import Training

/// One training on circles: the classifier first, then the model, from its start or its last checkpoint to its metrics.
final class ConceptDiffusionRun {
  private let context: any TaskContext
  private let setting: ConceptDiffusionSetting
  private let trainer: VariationalTrainer
  private let source: CircleSource
  private var batches: CircleBatches
  private let validation: (images: [Float], labels: [Float])?
  private var classifier: ConceptClassifier
  private var track: ConceptTrack
  private var timer = ImageTimer()
  /// Losses and errors of the noise of the last batches, oldest first.
  private var losses: [Double] = []
  private var errors: [Double] = []
  /// How many of them.
  private static let window = 100

  init(_ context: any TaskContext) throws {
    self.context = context
    setting = try ConceptDiffusionSetting(context.parameters)
    var options = setting.options
    options.memoryLimit = context.memoryLimit
    trainer = try VariationalTrainer(
      setting.architecture, options: options, start: context.sharedStream("weights"),
      stream: context.sharedStream("noise"))
    source = CircleSource(setting.circles, name: "circles") { context.sharedStream($0) }
    batches = CircleBatches(source, batchSize: options.batchSize, asksByImage: setting.asksByImage) {
      context.sharedStream("pass-\($0)")
    }
    validation = batches.validation()
    classifier = try ConceptClassifier(setting, start: context.sharedStream("classifier-weights"))
    track = ConceptTrack(smoothing: setting.smoothing, learnedAt: setting.learnedAt)
  }

  /// Trains and reads to the end.
  func run() throws -> [String: Double] {
    if try !restore() {
      try classifier.train(
        stream: { context.sharedStream($0) }, progress: { try pauseIfAsked(0, saving: false) })
      context.log(
        "the classifier reads all held-out circles rightly after \(classifier.network.step) batches")
    }
    var images = [Float](repeating: 0, count: setting.options.batchSize * source.elements)
    var labels = [Float](repeating: 0, count: setting.options.batchSize * 4)
    while true {
      let step = trainer.step
      if setting.evaluations.contains(step), track.moments.last?.step != step { try evaluate(step) }
      // The rule looks at evaluations alone, so the last one was made at this very step.
      if step >= setting.batches || context.isOver { break }
      if context.shouldStop {
        try save()
        throw TaskInterrupted()
      }
      if step > 0, step.isMultiple(of: setting.checkpointBatches) { try save() }
      batches.load(step, images: &images, labels: &labels)
      let loss = try trainer.step(images: images, labels: labels)
      timer.count(images: setting.options.batchSize)
      keep(loss)
      context.progress(step: trainer.step)
    }
    return try finish()
  }

  private func keep(_ loss: VariationalLoss) {
    losses.append(loss.total)
    errors.append(loss.noiseError)
    if losses.count > ConceptDiffusionRun.window {
      losses.removeFirst()
      errors.removeFirst()
    }
  }

  private func evaluate(_ step: Int) throws {
    if let rate = timer.take() { context.report("images-per-second", rate, step: step) }
    let outcome = try ConceptEvaluation(setting: setting, classifier: classifier).run(
      try trainer.sampler(), step: step, stream: { context.sharedStream($0) },
      progress: { try pauseIfAsked(step, saving: true) })
    track.append(outcome.moment)
    var metrics = ConceptDiffusionRun.metrics(outcome.moment)
    metrics.merge(try trainingMetrics()) { first, _ in first }
    report(metrics, step: step)
    if step == setting.batches || context.isOver {
      try context.save(artifact: "samples", mediaType: "image/png", outcome.sheet.png)
      try context.save(artifact: "data", mediaType: "image/png", source.sheet(columns: 8).png)
    }
    timer = ImageTimer()
  }

  private func trainingMetrics() throws -> [String: Double] {
    let gamma = trainer.gamma
    var metrics = ["gamma-at-0": gamma.gamma(0), "gamma-at-1": gamma.gamma(1)]
    if !losses.isEmpty {
      metrics["train-loss"] = losses.reduce(0, +) / Double(losses.count)
      metrics["noise-error"] = errors.reduce(0, +) / Double(errors.count)
    }
    if let validation {
      metrics["validation-loss"] = try trainer.evaluate(
        images: validation.images, labels: validation.labels, stream: context.sharedStream("validation")
      ).total
    }
    return metrics
  }

  /// What one moment says by itself.
  private static func metrics(_ moment: ConceptMoment) -> [String: Double] {
    var metrics: [String: Double] = [
      "read-blue": moment.readBlue, "read-small": moment.readSmall, "agreement": moment.agreement,
      "concept-mse": moment.error, "combined-accuracy": moment.blue[3] * moment.small[3],
      "colour-contrast": moment.colourContrast, "size-contrast": moment.sizeContrast,
    ]
    for kind in CircleClass.allCases {
      metrics["blue-\(kind.rawValue)"] = moment.blue[kind.index]
      metrics["small-\(kind.rawValue)"] = moment.small[kind.index]
    }
    return metrics
  }

  /// Streams what takes the whole track to know, and gathers what is known of the training as a whole.
  private func finish() throws -> [String: Double] {
    let (points, smoothed, speeds, line) = (
      track.smoothedPoints, track.smoothedErrors, track.speeds, track.terminalLine
    )
    for (index, moment) in track.moments.enumerated() {
      context.report("smoothed-blue", points[index][0], step: moment.step)
      context.report("smoothed-small", points[index][1], step: moment.step)
      context.report("concept-mse-smoothed", smoothed[index], step: moment.step)
      if let speed = speeds[index] { context.report("speed", speed, step: moment.step) }
      if let fit = track.fittedSpeed(index) { context.report("speed-fit", fit, step: moment.step) }
    }
    reportTheory()
    guard let last = track.moments.last, let point = points.last, let error = smoothed.last else {
      return [:]
    }
    var metrics = ConceptDiffusionRun.metrics(last)
    metrics.merge(try trainingMetrics()) { first, _ in first }
    metrics["smoothed-blue"] = point[0]
    metrics["smoothed-small"] = point[1]
    metrics["concept-mse-smoothed"] = error
    metrics["classifier-accuracy"] = classifier.accuracy
    for (name, rise) in [
      ("", SwingBy.rise(track.smoothedErrors)), ("-raw", SwingBy.rise(track.errors)),
      ("-after-cast", track.riseAfterCast),
    ] { metrics["swing-by\(name)"] = rise > SwingBy.threshold ? 1 : 0 }
    metrics["rise"] = SwingBy.rise(track.errors)
    metrics["rise-smoothed"] = SwingBy.rise(track.smoothedErrors)
    metrics["rise-after-cast"] = track.riseAfterCast
    let (order, atPrompt) = (track.order, track.orderAtPrompt)
    metrics["learned-order"] = Double(order.digits)
    if let first = order.order.first { metrics["colour-first"] = first == 1 ? 1 : 0 }
    if let first = atPrompt.order.first { metrics["colour-first-at-prompt"] = first == 1 ? 1 : 0 }
    if let time = order.times[0] { metrics["time-to-learn-colour"] = time }
    if let time = order.times[1] { metrics["time-to-learn-size"] = time }
    if let line { metrics["terminal-slope"] = line.slope }
    return metrics
  }

  /// Streams what the means and spreads of the classes say of the way. Its time is fitted by one number, the time of a
  /// step: the concept that was told apart first is so when it was. Nothing where none was.
  private func reportTheory() {
    let measured = track.order
    guard let first = measured.order.first, let step = measured.times[first - 1], step > 0 else { return }
    let geometry = ConceptGeometry(source)
    guard let time = geometry.learning(share: setting.learnedAt).times[first - 1] else { return }
    for moment in track.moments {
      let point = geometry.coordinates(Double(moment.step) * time / step)
      context.report("theory-blue", point[0], step: moment.step)
      context.report("theory-small", point[1], step: moment.step)
    }
  }

  private func report(_ metrics: [String: Double], step: Int) {
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) { context.report(name, value, step: step) }
  }

  private func pauseIfAsked(_ step: Int, saving: Bool) throws {
    context.progress(step: step)
    guard context.shouldStop else { return }
    if saving { try save() }
    throw TaskInterrupted()
  }

  private func save() throws {
    var checkpoint = trainer.checkpoint()
    classifier.write(to: &checkpoint)
    let numbers = track.moments.flatMap(\.numbers)
    checkpoint.tensors["percolate.track"] = CheckpointTensor(
      doubles: numbers, shape: [track.moments.count, ConceptMoment.count])
    checkpoint.tensors["percolate.losses"] = CheckpointTensor(
      doubles: losses + errors, shape: [2, losses.count])
    try context.save(checkpoint: checkpoint.encoded(), step: trainer.step)
  }

  /// - Returns: false where there is no checkpoint.
  private func restore() throws -> Bool {
    guard let bytes = try context.restoreCheckpoint() else { return false }
    let checkpoint = try Checkpoint(decoding: bytes)
    try trainer.restore(checkpoint)
    try classifier.restore(checkpoint)
    let numbers = checkpoint.tensors["percolate.track"]?.doubles
    let size = ConceptMoment.count
    guard let numbers, numbers.count.isMultiple(of: size) else {
      throw CheckpointError.missing(name: "percolate.track", expected: "F64 [moments, \(size)]", found: nil)
    }
    for start in stride(from: 0, to: numbers.count, by: size) {
      guard let moment = ConceptMoment(numbers[start..<start + size]),
        moment.step > track.moments.last?.step ?? -1, moment.step <= trainer.step
      else {
        throw CheckpointError.missing(
          name: "percolate.track", expected: "finite numbers and rising steps", found: "others")
      }
      track.append(moment)
    }
    let kept = checkpoint.tensors["percolate.losses"]?.doubles
    guard let kept, kept.count.isMultiple(of: 2), kept.count <= 2 * ConceptDiffusionRun.window else {
      throw CheckpointError.missing(name: "percolate.losses", expected: "F64 [2, up to 100]", found: nil)
    }
    losses = Array(kept[..<(kept.count / 2)])
    errors = Array(kept[(kept.count / 2)...])
    return true
  }
}
