internal import ArgumentParser
internal import Training

/// `percolate-bench convolutions`.
struct ConvolutionsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolutions",
    abstract: "Our convolutions of 3 x 3 beside oneDNN's, by shape and pass, on one processor.",
    discussion: """
      What a training takes for each shape follows from this table: rows with a target are those of our kernels.
      Rates count the operations of the direct sum for both. ONEDNN_MAX_CPU_ISA=AVX2 (or SSE41) restricts both.
      """)

  @Option(help: ArgumentHelp("float32 or bfloat16.", valueName: "precision")) var precision = "float32"
  @Flag(help: "A few shapes.") var quick = false
  @OptionGroup var common: BenchOptions

  /// What networks of the base widths 8 to 64 have on their levels, their first and last layers, and larger ones.
  private static let shapes: [ConvolutionContest.Shape] = [
    (32, 8, 8), (32, 16, 8), (32, 16, 16), (16, 8, 16), (16, 16, 16), (16, 32, 32), (8, 32, 32), (8, 64, 64),
    (4, 64, 64), (32, 64, 64), (16, 128, 128), (8, 256, 256), (8, 512, 256), (32, 3, 8), (32, 8, 3),
    (32, 3, 64), (32, 64, 3), (4, 128, 128), (4, 512, 512),
  ].map { ConvolutionContest.Shape(edge: $0.0, inputs: $0.1, outputs: $0.2) }

  func validate() throws { _ = try EngineOptions.precision(precision) }

  func run() throws {
    EngineOptions.note(MachineSummary.line())
    try Cores.pin(to: Cores.allowed.last ?? 0)
    let used = ArithmeticSummary.current()
    let wanted = try EngineOptions.precision(precision).here
    EngineOptions.note(
      "\(wanted.rawValue), our kernels with \(used.kernelInstructionSet), oneDNN \(used.library) with \(used.libraryInstructionSet)"
    )
    var rows: [BenchmarkRow] = []
    for shape in quick ? Array(Self.shapes.prefix(3)) : Self.shapes {
      let contest = try ConvolutionContest(shape, half: wanted == .bfloat16)
      for pass in ConvolutionContest.Pass.allCases {
        var row = BenchmarkRow(
          "\(shape.edge)px-\(shape.inputs)-to-\(shape.outputs)-\(pass.rawValue)", unit: "GFLOP/s",
          target: contest.takesOurs(pass) ? "ratio at least 1" : nil,
          peerName: contest.implementation(pass))
        for _ in 0..<(quick ? 1 : common.rounds) {
          let rates = try contest.rates(pass)
          row.ours.add(rates.ours)
          row.peer.add(rates.library)
        }
        rows.append(row)
      }
    }
    let document = BenchmarkDocument(rows: rows)
    print(common.json ? try document.json() : document.table())
  }
}
