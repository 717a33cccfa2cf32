import Foundation
import Testing

@testable import Training
@testable import percolate_bench

struct EngineProfileTests {
  private static func ceilings() throws -> Ceilings {
    Ceilings(
      multiplyAdd: 200, convolution: .init(forward: 100, backward: 50),
      linear: .init(forward: 80, backward: 40), memory: 10, cache: 20)
  }

  private static func time(
    _ name: String, _ kind: LayerKind, seconds: Double, operations: Double, bytes: Double
  ) -> LayerTime {
    var time = LayerTime(name: name, kind: kind)
    time.forward.seconds = seconds
    time.forward.operations = operations
    time.forward.bytes = bytes
    return time
  }

  @Test func `rates are operations or bytes a second, beside the ceiling of their kind`() throws {
    let profile = EngineProfile(
      work: "unet-16-float32-train", ceilings: try Self.ceilings(),
      times: [
        Self.time("conv", .convolution, seconds: 2, operations: 100e9, bytes: 1),
        Self.time("norm", .memory, seconds: 1, operations: 0, bytes: 5e9),
      ], steps: 10, total: 4)
    #expect(profile.step == 400)
    #expect(profile.rest == 0.25)
    let conv = try #require(profile.layers.first)
    #expect(conv.share == 0.5)
    #expect(conv.forward.milliseconds == 200)
    #expect(conv.forward.rate == 50)
    #expect(conv.forward.ofCeiling == 0.5)
    #expect(conv.backward.rate == nil)
    #expect(profile.layers[1].forward.rate == 5)
    #expect(profile.layers[1].forward.ofCeiling == 0.25)
    let kinds = profile.kinds
    #expect(kinds.map(\.kind) == ["convolution", "linear", "attention", "memory"])
    #expect(kinds[1].share == 0)
    #expect(profile.table().contains(/conv +convolution  50.0 %  200.00 +50 GFLOP\/s  50 %/))
    let text = try BenchmarkDocument.text(profile)
    #expect(text.contains("\"version\" : 1"))
  }

  @Test func `ceilings are what the processor does`() throws {
    let bench = try ConvolutionBench(edge: 8, channels: 16, kernel: 3, half: false)
    #expect(try bench.forward() > 0)
    #expect(try bench.backward() > 0)
  }
}
