internal import ArgumentParser
internal import Training

/// `percolate-bench convolutions`.
struct ConvolutionsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolutions",
    abstract: "Our convolutions and linear layers beside oneDNN's, by shape and pass, on one processor.",
    discussion: """
      Every shape that the networks of these widths have, once, in slices of sixteen images: convolutions of 3 x 3, linear \
      layers, and those of the residual network's ways down and up. Each row says which way is the faster one, which one a \
      training takes, and WRONG where that is the slower one by more than a tenth. Rates count the operations of the direct sum \
      for both. ONEDNN_MAX_CPU_ISA=AVX2 (or SSE41) restricts both. --table prints the table that is committed as \
      benchmarks/convolutions-xeon.txt, or convolutions-xeon-bfloat16.txt.
      """)

  @Option(help: ArgumentHelp("float32 or bfloat16.", valueName: "precision")) var precision = "float32"
  @Option(help: ArgumentHelp("Base widths, comma-separated.", valueName: "list")) var widths = "8,16,32,64"
  @Flag(help: "The first three shapes, once.") var quick = false
  @Flag(help: "A table for programs and for the repository: one line of words for each pass.") var table =
    false
  @OptionGroup var common: BenchOptions

  func validate() throws { _ = try (EngineOptions.precision(precision), EngineOptions.widths(widths)) }

  func run() throws {
    EngineOptions.note(MachineSummary.line())
    try Cores.pin(to: Cores.allowed.last ?? 0)
    let used = ArithmeticSummary.current()
    let wanted = try EngineOptions.precision(precision).here
    let with =
      "\(wanted.rawValue), our kernels with \(used.kernelInstructionSet), oneDNN \(used.library) with \(used.libraryInstructionSet)"
    EngineOptions.note(with)
    let shapes = try NetworkShapes.of(widths: EngineOptions.widths(widths))
    var verdicts: [ConvolutionVerdict] = []
    for entry in quick ? Array(shapes.prefix(3)) : shapes {
      let contest = try ConvolutionContest(entry.shape, half: wanted == .bfloat16)
      for pass in ConvolutionContest.Pass.allCases {
        var verdict = ConvolutionVerdict(
          entry, pass, choice: contest.choice(pass), library: contest.implementation(pass))
        for _ in 0..<(quick ? 1 : common.rounds) { verdict.add(try contest.rates(pass)) }
        verdicts.append(verdict)
      }
    }
    if table {
      print("# \(MachineSummary.line().split(separator: ",")[0]); \(with)")
      print(verdicts.map(\.line).joined(separator: "\n"))
      return
    }
    let document = BenchmarkDocument(rows: verdicts.map(\.row))
    print(common.json ? try document.json() : document.table())
  }
}
