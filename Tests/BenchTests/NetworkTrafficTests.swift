import Testing

@testable import Training
@testable import percolate_bench

/// Bytes that a training moves, counted by hand.
struct NetworkTrafficTests {
  private static func layers(_ precision: ComputePrecision = .float32) throws -> [LayerSummary] {
    try UNetArchitecture(baseWidth: 16).layers(precision: precision, slice: 16)
  }

  /// Of the first level: 16 images of 32 x 32 pixels and 16 channels.
  private static let level = 16 * 32 * 32 * 16 * 4

  private static func layer(_ name: String) throws -> LayerSummary {
    try #require(layers().first { $0.name == name }, "\(name)")
  }

  @Test func `norms read what they normalise twice, and its gradient once more`() throws {
    let statistics = 2 * 16 * 4
    // GELU and no residual: what comes before it is kept in the input's gradient.
    let norm = try Self.layer("inc.double_conv.2")
    #expect(norm.forward == LayerTraffic(read: 2 * Self.level, written: Self.level + statistics))
    #expect(norm.backward == LayerTraffic(read: 4 * Self.level + statistics, written: 2 * Self.level))
  }

  @Test func `layer norms add to the gradient of the sum`() throws {
    let rows = 2 * 16 * 32 * 32 * 4
    let norm = try Self.layer("sa6.ln")
    #expect(norm.forward == LayerTraffic(read: Self.level, written: Self.level + rows))
    #expect(norm.backward == LayerTraffic(read: 3 * Self.level + rows, written: Self.level))
  }

  @Test func `residual sums cost a pass forward and none backward`() throws {
    let sum = try Self.layer("sa6")
    #expect(sum.forward == LayerTraffic(read: 2 * Self.level, written: Self.level))
    #expect(sum.backward == .none)
  }

  @Test func `convolutions read their weights, and the output's gradient twice`() throws {
    let weights = 9 * 16 * 16 * 4
    let convolution = try Self.layer("inc.double_conv.3")
    #expect(convolution.forward == LayerTraffic(read: Self.level + weights, written: Self.level))
    #expect(
      convolution.backward
        == LayerTraffic(read: 3 * Self.level + 2 * weights, written: Self.level + weights))
    #expect(
      convolution.convolution
        == ConvolutionShape(batch: 16, height: 32, width: 32, inputs: 16, outputs: 16, kernel: 3))
  }

  @Test func `a table sums the layers of a kind for an image`() throws {
    let traffic = NetworkTraffic("unet", try Self.layers(), parameters: 64)
    let sums = try #require(traffic.families.first { $0.name == LayerFamily.add.rawValue })
    // Two for each of six attentions, of 2, 4, 4, 2, 1 and 1 base widths at 16, 8, 4, 8, 16 and 32 pixels.
    let numbers = 16 * (2 * 256 + 4 * 64 + 4 * 16 + 2 * 64 + 256 + 1024)
    #expect(sums.layers == 12)
    #expect(sums.forwardRead == Double(2 * 2 * numbers * 4))
    #expect(sums.forwardWritten == Double(2 * numbers * 4))
    #expect(sums.all == Double(3 * 2 * numbers * 4))
    let optimiser = try #require(traffic.families.first { $0.name == "optimiser" })
    #expect(optimiser.all == 9 * 4)
    let saved = try #require(traffic.fusions.first)
    #expect(saved.saved == Double(2 * 2 * numbers * 4))
    #expect(traffic.table().contains("residual sums "))
  }

  @Test func `bfloat16 halves what activations take`() throws {
    guard ComputePrecision.bfloat16.here == .bfloat16 else { return }
    let sum = try #require(Self.layers(.bfloat16).first { $0.name == "sa6" })
    #expect(sum.forward == LayerTraffic(read: Self.level, written: Self.level / 2))
  }
}
