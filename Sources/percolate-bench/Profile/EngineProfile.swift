internal import Foundation
internal import Platform
internal import Training

/// Where a training step's time goes, layer by layer, beside what each kind of layer could reach.
struct EngineProfile: Encodable {
  /// Raised when a name changes its meaning or goes away.
  var version = 1
  let work: String
  let ceilings: Ceilings
  /// Milliseconds of a step.
  let step: Double
  let layers: [ProfileLine]
  /// The layers of each kind together.
  let kinds: [ProfileLine]
  /// Share of a step outside of layers: noise, loss, optimiser, packing weights.
  let rest: Double

  /// Trains a few steps on the calling thread: ``EnginePart/train``, or ``EnginePart/residual`` in float32.
  static func measure(
    _ part: EnginePart = .train, width: Int, _ precision: ComputePrecision, seconds: Double
  ) throws -> EngineProfile {
    let step: () throws -> Void
    let watch: () -> Void
    let times: () -> [LayerTime]
    if part == .residual {
      let trainer = try EngineServer.residualTrainer(width: width)
      let (images, labels) = EngineServer.batch(trainer.architecture)
      step = { try trainer.step(images: images, labels: labels) }
      (watch, times) = (trainer.watchLayers, { trainer.layerTimes })
    } else {
      let trainer = try EngineServer.trainer(width: width, precision)
      let (images, labels) = EngineServer.batch(trainer.architecture)
      step = { try trainer.step(images: images, labels: labels) }
      (watch, times) = (trainer.watchLayers, { trainer.layerTimes })
    }
    try step()
    watch()
    let start = ProcessorClock.processSeconds
    var steps = 0
    repeat {
      try step()
      steps += 1
    } while ProcessorClock.processSeconds - start < seconds
    let total = ProcessorClock.processSeconds - start
    return EngineProfile(
      work: part.name(width: width, precision: precision.rawValue),
      ceilings: try Ceilings(precision), times: times(), steps: steps, total: total)
  }

  /// - Parameters:
  ///   - times: sums over `steps` steps.
  ///   - total: seconds of these steps.
  init(work: String, ceilings: Ceilings, times: [LayerTime], steps: Int, total: Double) {
    self.work = work
    self.ceilings = ceilings
    step = total / Double(steps) * 1000
    func line(_ name: String, _ kind: LayerKind, _ times: [LayerTime]) -> ProfileLine {
      ProfileLine(name, kind, times, ceiling: ceilings.ceiling(kind), steps: steps, total: total)
    }
    layers = times.map { line($0.name, $0.kind, [$0]) }
    kinds = LayerKind.allCases.map { kind in
      line("all \(kind.rawValue) layers", kind, times.filter { $0.kind == kind })
    }
    rest = 1 - kinds.reduce(0) { $0 + $1.share }
  }

  /// For people.
  func table() -> String {
    let number = BenchmarkDocument.number
    let header = [
      "layer", "kind", "share", "forward ms", "rate", "of ceiling", "backward ms", "rate", "of ceiling",
    ]
    func cells(_ line: ProfileLine) -> [String] {
      func pass(_ pass: ProfileLine.Pass) -> [String] {
        [
          String(format: "%.2f", pass.milliseconds),
          pass.rate.map { number($0) + (line.kind == "memory" ? " GB/s" : " GFLOP/s") } ?? "-",
          pass.ofCeiling.map { String(format: "%.0f %%", 100 * $0) } ?? "-",
        ]
      }
      return [line.name, line.kind, String(format: "%.1f %%", 100 * line.share)] + pass(line.forward)
        + pass(line.backward)
    }
    let ceilings = """
      \(work): \(number(step)) ms a step of \(EngineWork.batch) images, \(String(format: "%.1f %%", 100 * rest)) of it \
      outside of layers (noise, loss, optimiser, packing weights)
      Ceilings in this run: float32 multiply-add \(number(self.ceilings.multiplyAdd)) GFLOP/s; oneDNN's best 3 x 3 \
      convolution \(number(self.ceilings.convolution.forward)) forward and \
      \(number(self.ceilings.convolution.backward)) backward, linear layer \(number(self.ceilings.linear.forward)) and \
      \(number(self.ceilings.linear.backward)); memory \(number(self.ceilings.memory)) GB/s, second-level cache \
      \(number(self.ceilings.cache)) GB/s
      """
    return ceilings + "\n" + TextTable.text(header, (kinds + layers).map(cells))
  }
}
