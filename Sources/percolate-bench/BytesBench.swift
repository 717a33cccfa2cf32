internal import ArgumentParser
internal import Training

/// `percolate-bench bytes`.
struct BytesBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bytes",
    abstract: "Bytes that a training reads and writes for an image, by kind of layer.",
    discussion: """
      From the networks' shapes alone: nothing runs. Each pass of a kernel over an array counts, whatever cache serves it; \
      what a kernel keeps in blocks for itself does not. Weights are read for a slice of sixteen images, and by the optimiser \
      for a step of 64. The second table says what fusions would save that there are none of.
      """)

  @Option(help: ArgumentHelp("Base widths, comma-separated.", valueName: "list")) var widths = "16,64"
  @Option(help: ArgumentHelp("float32 or bfloat16.", valueName: "precision")) var precision = "float32"
  @Flag(help: "Of the residual network, in float32.") var residual = false
  @Flag(help: "Print one JSON document on stdout.") var json = false

  func validate() throws {
    _ = try EngineOptions.widths(widths)
    if residual, try EngineOptions.precision(precision) != .float32 {
      throw ValidationError("the residual network computes in float32 only, found --precision \(precision)")
    }
  }

  func run() throws {
    for width in try EngineOptions.widths(widths) {
      let traffic =
        residual
        ? NetworkTraffic(
          "residual-unet-\(width)-float32", try ResidualUNetArchitecture(baseWidth: width).layers(slice: 16),
          parameters: try ResidualUNetArchitecture(baseWidth: width).parameterCount)
        : NetworkTraffic(
          "unet-\(width)-\(precision)",
          try UNetArchitecture(baseWidth: width).layers(
            precision: EngineOptions.precision(precision), slice: 16),
          parameters: try UNetArchitecture(baseWidth: width).parameterCount)
      print(json ? try BenchmarkDocument.text(traffic) : traffic.table())
    }
  }
}
