internal import Datasets
internal import SweepModel
internal import Training

/// One training from its start, or from its checkpoint, to its end.
final class DiffusionRun {
  private let context: any TaskContext
  private let setting: DiffusionSetting
  private let trainer: DiffusionTrainer
  private let validation: [(images: [Float], labels: [Float])]
  private let evaluation: DiffusionEvaluation
  private let recorder: RepresentationRecorder?
  private let dataset: Dataset
  private var batches: DiffusionBatches
  /// The newest losses, at most ``window``, oldest first.
  private var losses: [Float] = []
  private var timer = ImageTimer()

  /// Batches whose mean is the training loss.
  private static let window = DiffusionSetting.lossInterval
  /// Batches of a validation: none where every image is trained on.
  private static func validationBatches(_ dataset: Dataset) -> Int {
    dataset.counts.unseen + dataset.counts.heldOut > 0 ? 4 : 0
  }

  /// Points of a sweep share all random numbers of a replicate: subsets are nested, and curves differ by
  /// their parameters alone.
  init(_ context: any TaskContext) throws {
    self.context = context
    setting = try DiffusionSetting(context.parameters)
    dataset = try setting.data.dataset(order: context.sharedStream("subset-order"))
    let renderer = setting.data.renderer(layout: .interleaved)
    batches = DiffusionBatches(
      dataset, renderer: renderer, batchSize: setting.options.batchSize, labelScale: setting.labelScale
    ) { pass in
      context.sharedStream("pass-\(pass)")
    }
    evaluation = DiffusionEvaluation(setting, renderer: renderer, stream: context.sharedStream("labels"))
    var options = setting.options
    options.memoryLimit = context.memoryLimit
    // Whole batches are kept besides what the trainer takes, which works in slices.
    let predicted =
      try DiffusionTrainer.predictedBytes(setting.architecture, options: options)
      + (1 + DiffusionRun.validationBatches(dataset)) * setting.options.batchSize
      * (setting.architecture.imageCount + 2) * MemoryLayout<Float>.stride
      + DiffusionRun.representationBytes(setting)
    if let limit = context.memoryLimit, predicted > limit {
      throw UNetError.memory(predicted: predicted, limit: limit)
    }
    let diffusion = setting
    recorder = try setting.representation.map {
      try RepresentationRecorder($0, diffusion, renderer: renderer)
    }
    trainer = try DiffusionTrainer(
      setting.architecture, options: options, start: context.sharedStream("weights"),
      stream: context.sharedStream("noise"))
    validation = DiffusionRun.validation(dataset, batches)
  }

  private static func representationBytes(_ setting: DiffusionSetting) -> Int {
    setting.representation.map {
      RepresentationRecorder.predictedBytes($0, imageCount: setting.architecture.imageCount)
    } ?? 0
  }

  /// Trains and evaluates to the end.
  func run() throws -> [String: Double] {
    try restore()
    var images = [Float](repeating: 0, count: setting.options.batchSize * setting.architecture.imageCount)
    var labels = [Float](repeating: 0, count: setting.options.batchSize * 2)
    var final: [String: Double] = [:]
    while true {
      let step = trainer.step
      if step == 0, setting.evaluations.first != 0 { report(try measure(0), step: 0) }
      var isEvaluated = false
      if setting.evaluations.contains(step) {
        final = try evaluate(step)
        isEvaluated = true
      }
      if step >= setting.batches { break }
      if context.isOver {
        // Ended between two evaluations, or gone on with from a checkpoint of that moment.
        if !isEvaluated { final = try evaluate(step) }
        break
      }
      if context.shouldStop {
        try save()
        throw TaskInterrupted()
      }
      if step > 0, step.isMultiple(of: setting.checkpointBatches) { try save() }
      batches.load(step, images: &images, labels: &labels)
      let loss = try trainer.step(images: images, labels: labels)
      timer.count(images: setting.options.batchSize)
      losses.append(Float(loss))
      if losses.count > DiffusionRun.window { losses.removeFirst() }
      if trainer.step.isMultiple(of: DiffusionRun.window) {
        context.report("train-loss", trainLoss, step: trainer.step)
      } else {
        context.progress(step: trainer.step)
      }
    }
    return final
  }

  private var trainLoss: Double { losses.reduce(0) { $0 + Double($1) } / Double(max(losses.count, 1)) }

  private func evaluate(_ step: Int) throws -> [String: Double] {
    if let rate = timer.take() { context.report("images-per-second", rate, step: step) }
    var metrics: [String: Double] = [:]
    if !losses.isEmpty { metrics["train-loss"] = trainLoss }
    if !validation.isEmpty {
      let stream = context.sharedStream("validation")
      let sum = try validation.indices.reduce(0.0) {
        $0
          + (try trainer.evaluate(
            images: validation[$1].images, labels: validation[$1].labels, stream: stream, at: $1))
      }
      metrics["validation-loss"] = sum / Double(validation.count)
    }
    let outcome = try evaluation.run(
      trainer, streamOfChunk: { context.sharedStream("samples-\($0)") },
      progress: { try pauseIfAsked(step) })
    metrics.merge(outcome.tally.metrics) { first, _ in first }
    metrics.merge(try measure(step)) { first, _ in first }
    report(metrics, step: step)
    metrics["centroid-fraction"] = outcome.tally.centroidFraction
    metrics["images-2d"] = Double(dataset.counts.pairs)
    metrics["images-1d"] = Double(dataset.counts.stripes)
    if step == setting.batches || context.isOver { try save(outcome) }
    timer = ImageTimer()
    return metrics
  }

  /// Looks at the layer that the spec names.
  private func measure(_ step: Int) throws -> [String: Double] {
    guard let recorder else { return [:] }
    return try recorder.measure(
      trainer, streamOfChunk: { context.sharedStream("representation-\($0)") },
      progress: { try pauseIfAsked(step) }, log: context.log)
  }

  private func report(_ metrics: [String: Double], step: Int) {
    for (name, value) in metrics.sorted(by: { $0.key < $1.key }) { context.report(name, value, step: step) }
  }

  private func pauseIfAsked(_ step: Int) throws {
    context.progress(step: step)
    guard context.shouldStop else { return }
    try save()
    throw TaskInterrupted()
  }

  private func save(_ outcome: DiffusionEvaluation.Outcome) throws {
    try context.save(artifact: "samples", mediaType: "image/png", outcome.sheet)
    try context.save(artifact: "data", mediaType: "image/png", dataset.samples())
    try context.save(artifact: "map", mediaType: "image/png", dataset.map())
    try context.save(artifact: "positions", mediaType: "text/csv", Array(outcome.positions.csv.utf8))
    let errors = ErrorScatter(outcome.positions).svg
    try context.save(artifact: "errors", mediaType: "image/svg+xml", Array(errors.utf8))
    for file in recorder?.artifacts ?? [] {
      try context.save(artifact: file.name, mediaType: file.mediaType, file.bytes)
    }
  }

  /// Batches of images that were not trained on, in the data's own order, as far as there are any: those that
  /// lambda and subsample left away, else the held-out ones.
  private static func validation(
    _ dataset: Dataset, _ batches: DiffusionBatches
  ) -> [(images: [Float], labels: [Float])] {
    let (unseen, heldOut) = (dataset.counts.unseen, dataset.counts.heldOut)
    let count = unseen > 0 ? unseen : heldOut
    guard count > 0 else { return [] }
    let wanted = validationBatches(dataset) * batches.batchSize
    return (0..<validationBatches(dataset)).map { number in
      var images = [Float](repeating: 0, count: batches.batchSize * batches.renderer.elements)
      var labels = [Float](repeating: 0, count: batches.batchSize * 2)
      for place in 0..<batches.batchSize {
        let index = (number * batches.batchSize + place) * count / wanted
        let position = unseen > 0 ? dataset.unseenPosition(index) : dataset.heldOutPosition(index)
        batches.write(position, at: place, &images, &labels)
      }
      return (images, labels)
    }
  }

  private func save() throws {
    var checkpoint = trainer.checkpoint()
    checkpoint.tensors["percolate.losses"] = CheckpointTensor(floats: losses, shape: [losses.count])
    recorder?.write(to: &checkpoint)
    try context.save(checkpoint: checkpoint.encoded(), step: trainer.step)
  }

  private func restore() throws {
    guard let bytes = try context.restoreCheckpoint() else { return }
    let checkpoint = try Checkpoint(decoding: bytes)
    try trainer.restore(checkpoint)
    guard let kept = checkpoint.tensors["percolate.losses"]?.floats, kept.count <= DiffusionRun.window else {
      throw CheckpointError.missing(name: "percolate.losses", expected: "at most 100 float32", found: nil)
    }
    losses = kept
    try recorder?.restore(from: checkpoint)
  }
}
