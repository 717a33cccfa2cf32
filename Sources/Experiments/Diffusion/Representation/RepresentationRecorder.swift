internal import Datasets
internal import Representation
internal import SweepModel
internal import Training

/// Captures a layer in the course of a training, measures what it finds, and keeps some of it: in checkpoints until the
/// end, then as artifacts.
final class RepresentationRecorder {
  let setting: RepresentationSetting
  private let diffusion: DiffusionSetting
  private let options: TorusOptions
  /// Steps at which activations are kept.
  private let kept: [Int]
  /// What was kept so far, by its place in ``kept``.
  private var activations: [Int: [Float]] = [:]
  /// What was measured last.
  private var latest: TorusAnalysis?
  private let positions: [(x: Double, y: Double)]
  private let renderer: ImageRenderer
  /// Of the data set's own images, which no training changes.
  private let ofImages: [String: Double]

  /// Labels between two looks at whether to stop.
  private static let chunk = 64

  /// - Parameter ripser: nil where it is not installed.
  /// - Throws: where persistence is asked for without it: a result must not depend on the machine unsaid.
  init(
    _ setting: RepresentationSetting, _ diffusion: DiffusionSetting, renderer: ImageRenderer,
    ripser: RipserProgram? = RipserProgram.find()
  ) throws {
    self.setting = setting
    self.diffusion = diffusion
    self.renderer = renderer
    var options = TorusOptions()
    options.ripser = setting.hasPersistence ? ripser : nil
    if setting.hasPersistence, ripser == nil {
      throw RepresentationError(
        "representation-persistence is true, but this worker has no program ripser on its PATH; on Debian `apt-get "
          + "install ripser` has it, and another worker may have it already")
    }
    self.options = options
    kept = setting.kept(of: diffusion.moments)
    positions = setting.positions(imageSize: diffusion.data.imageSize)
    let form = diffusion.data.kind.form
    let images = positions.flatMap { renderer.image(form, x: $0.x, y: $0.y) }
    do throws(RepresentationError) {
      let gram = try GramMatrix(rows: setting.grid.rows, columns: renderer.elements, floats: images)
      ofImages = try RepresentationMetrics.values(ofImages: gram, grid: setting.grid)
    } catch {
      // Bumps far narrower than a pixel between pixels leave white images.
      ofImages = [:]
    }
  }

  /// Bytes beside the training's own: what is kept, twice while a checkpoint is made, a capture with its images, and the
  /// matrices of the analysis.
  static func predictedBytes(_ setting: RepresentationSetting, imageCount: Int) -> Int {
    let images = setting.grid.rows * imageCount * MemoryLayout<Float>.stride
    let matrices = 6 * setting.grid.rows * setting.grid.rows * MemoryLayout<Double>.stride
    return (2 * setting.captures + 2) * setting.bytes + 2 * images + matrices
  }

  /// What there is to measure after `step` steps.
  ///
  /// - Parameters:
  ///   - stream: of a chunk of labels, by its number.
  ///   - progress: called now and then; throws to give up.
  ///   - log: takes a sentence where nothing can be measured.
  func measure(
    _ trainer: DiffusionTrainer, streamOfChunk: (Int) -> RandomStream, progress: () throws -> Void,
    log: (String) -> Void
  ) throws -> [String: Double] {
    let captured = try capture(trainer.sampler(), streamOfChunk: streamOfChunk, progress: progress)
    if let place = kept.firstIndex(of: trainer.step) { activations[place] = captured }
    latest = nil
    let gram: GramMatrix
    do throws(RepresentationError) {
      gram = try GramMatrix(rows: setting.grid.rows, columns: setting.columns, floats: captured)
    } catch {
      // A layer that says the same for all labels has no shape, which is a finding and no failure.
      log(
        "after \(trainer.step) batches the representation of \(setting.block.rawValue) was not measured: \(error)"
      )
      return ofImages
    }
    try progress()
    let analysis = try TorusAnalysis(gram, grid: setting.grid, options: options)
    latest = analysis
    return RepresentationMetrics.values(analysis).merging(ofImages) { first, _ in first }
  }

  /// The layer's activations, a row for each label.
  func capture(
    _ sampler: DiffusionSampler, streamOfChunk: (Int) -> RandomStream, progress: () throws -> Void
  ) throws -> [Float] {
    var rows: [Float] = []
    rows.reserveCapacity(setting.grid.rows * setting.columns)
    for (number, first) in stride(from: 0, to: positions.count, by: RepresentationRecorder.chunk).enumerated()
    {
      try progress()
      let here = positions[first..<min(first + RepresentationRecorder.chunk, positions.count)]
      let labels = here.flatMap { diffusion.told(x: $0.x, y: $0.y) }
      let layer = setting.block.rawValue
      switch setting.input {
      case .drawn:
        rows += try sampler.capture(
          layer, drawing: labels, count: here.count, rule: diffusion.sampling, step: setting.samplingStep,
          stream: streamOfChunk(number))
      case .image, .blank:
        let images = here.flatMap { position in
          setting.input == .image
            ? renderer.image(diffusion.data.kind.form, x: position.x, y: position.y)
            : [Float](repeating: 1, count: renderer.elements)
        }
        rows += try sampler.capture(
          layer, images: images, times: [Double](repeating: 1, count: here.count), labels: labels)
      }
    }
    return rows
  }

  // MARK: - Keeping

  private static func tensor(_ place: Int) -> String { "percolate.representation.\(place)" }

  /// Adds what was kept so far to a checkpoint.
  func write(to checkpoint: inout Checkpoint) {
    for (place, values) in activations {
      checkpoint.tensors[RepresentationRecorder.tensor(place)] = CheckpointTensor(
        floats: values, shape: [setting.grid.rows, setting.columns])
    }
  }

  /// Takes back what was kept before a checkpoint.
  ///
  /// - Throws: ``CheckpointError`` where something of it is missing.
  func restore(from checkpoint: Checkpoint) throws(CheckpointError) {
    for (place, step) in kept.enumerated() {
      let name = RepresentationRecorder.tensor(place)
      // At its own step a capture may have been made or not, and is made again.
      guard step < checkpoint.step || checkpoint.tensors[name] != nil else { continue }
      activations[place] = try checkpoint.floats(name, shape: [setting.grid.rows, setting.columns])
    }
  }

  /// The files of all that was kept, in the order of time, with a table of them, and a picture of what was measured last.
  var artifacts: [(name: String, mediaType: String, bytes: [UInt8])] {
    var files: [(name: String, mediaType: String, bytes: [UInt8])] = []
    var table = "artifact,batches,layer,labels,columns\n"
    for (place, step) in kept.enumerated() {
      guard let values = activations[place] else { continue }
      let name =
        place == kept.count - 1 ? "representation" : RepresentationParameters.earlier(place + 1)
      let bytes = NumpyFile.bytes(rows: setting.grid.rows, columns: setting.columns, floats: values)
      files.append((name, RepresentationParameters.mediaType, bytes))
      table += "\(name),\(step),\(setting.block.rawValue),\(setting.grid),\(setting.columns)\n"
    }
    if !files.isEmpty { files.append(("representation-files", "text/csv", Array(table.utf8))) }
    if let latest {
      files.append(("representation-planes", "image/png", RepresentationPicture.png(latest)))
    }
    return files
  }
}
