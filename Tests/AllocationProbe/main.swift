import AllocationCounter
import Foundation
import SweepModel
import Training

// Counts what trainings and sampling allocate once they run, and prints one line of JSON for each.

/// What one stretch of work allocated.
struct Counted: Encodable {
  var work: String
  var own: Int64
  var library: Int64
  var libraryLargest: Int64
  var kept: Int64
}

let traces = CommandLine.arguments.contains("--trace")

func count(_ body: () throws -> Void) rethrows -> AllocationCount {
  allocation_counter_start()
  do { try body() } catch {
    _ = allocation_counter_stop(0)
    throw error
  }
  return allocation_counter_stop(traces ? 1 : 0)
}

func report(_ work: String, _ count: AllocationCount) throws {
  let line = Counted(
    work: work, own: count.own, library: count.library, libraryLargest: count.library_largest,
    kept: count.kept)
  print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
}

func stream(_ name: String) -> RandomStream { RandomStream(seed: 1, replicate: 0, name: name, task: nil) }

func train(_ precision: ComputePrecision) throws {
  let architecture = try UNetArchitecture(imageSize: 16, baseWidth: 8)
  var options = DiffusionOptions(schedule: try NoiseSchedule())
  options.batchSize = 6
  options.slice = 4
  options.precision = precision
  options.average = DiffusionOptions.Average()
  options.gradientGuard.clippingNorm = 1
  options.learningRate = .constant(1e-4)
  let trainer = try DiffusionTrainer(
    architecture, options: options, start: stream("start"), stream: stream("noise"))
  var draws = stream("images")
  let images = (0..<6 * architecture.imageCount).map { _ in Float(draws.uniform()) }
  let labels = (0..<6 * architecture.labels).map { _ in Float(draws.uniform()) }
  try trainer.step(images: images, labels: labels)
  try report(
    "train \(precision.rawValue)",
    try count { for _ in 0..<3 { try trainer.step(images: images, labels: labels) } })
}

func sample(_ precision: ComputePrecision) throws {
  let architecture = try UNetArchitecture(imageSize: 16, baseWidth: 8, labels: 0)
  var start = stream("start")
  let sampler = try DiffusionSampler(
    UNetWeights(architecture, from: &start), schedule: try NoiseSchedule(), precision: precision, slice: 4)
  let draws = stream("draw")
  func sampling(_ images: Int) throws -> AllocationCount {
    try count {
      _ = try sampler.sample(
        labels: [], count: images, rule: SamplingRule(.ddim(steps: 5, eta: 0.5)), stream: draws)
    }
  }
  // A call makes its result and its list of times: only what a second slice adds is counted.
  _ = try sampling(4)
  let (one, two) = (try sampling(4), try sampling(8))
  var difference = two
  difference.own -= one.own
  difference.library -= one.library
  try report("sample \(precision.rawValue)", difference)
}

func descend(_ kind: SmallNetArchitecture.Kind) throws {
  let architecture = try SmallNetArchitecture(kind: kind, depth: 3, dimension: 8)
  var draws = stream("data")
  let inputs = (0..<8 * 40).map { _ in Float(draws.uniform()) }
  let starts = (0..<3).map { _ in SmallNetParameters(architecture, .torchDefault, from: &draws) }
  let data = SmallNetData.samples(try SmallNetSamples(dimension: 8, inputs: inputs))
  let trainer = try SmallNetTrainer(
    architecture, data: [data], options: SmallNetOptions(), parameters: starts)
  trainer.advanceEach(by: 1)
  try report("descend \(kind.rawValue)", count { trainer.advanceEach(by: 100) })
}

// It is loaded at its first use.
guard ArithmeticSummary.problem == nil, allocation_counter_prepare("libdnnl") != 0 else {
  FileHandle.standardError.write(Data("oneDNN is not loaded as a library of its own\n".utf8))
  exit(1)
}
for precision in ComputePrecision.allCases {
  try train(precision)
  try sample(precision)
}
for kind in [SmallNetArchitecture.Kind.linear, .relu] { try descend(kind) }
