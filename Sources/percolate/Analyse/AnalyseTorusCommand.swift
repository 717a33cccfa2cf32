internal import ArgumentParser
internal import Foundation
internal import Platform
internal import Report
internal import Representation

struct AnalyseTorusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "torus",
    abstract: "Say whether activations for a grid of labels lie on a torus, and on which.",
    discussion: """
      FILE has a row for each label, as .npy (numpy.save) or as text with a row in each line. The labels are all pairs of \
      x and y of which both go around, such as positions on an image with periodic edges; row i * Y + j is that of x = i, \
      y = j, so that y runs fastest.

      Spectrum, ring tests beside those of ideal tori, and persistent homology, which needs the program ripser. See \
      docs/representations.md for what the numbers mean. Compare them with those of the raw images or of an untrained \
      network.
      """)

  @Argument(help: ArgumentHelp("Activations as .npy, or as text.", valueName: "file")) var file: String
  @Option(
    help: ArgumentHelp(
      "How many values x and y have, such as 32x32. Default: as many each, where the rows are a square number.",
      valueName: "XxY"))
  var grid: String?
  @Option(
    help: ArgumentHelp(
      "Rows that persistence is computed of, \(RipserProgram.points.lowerBound) to \(RipserProgram.points.upperBound); 0 for no persistence.",
      valueName: "n"))
  var points = 200
  @Option(
    help: ArgumentHelp("What the activations, and ripser, may each take of memory.", valueName: "size"))
  var memory = "4GiB"
  @Option(help: ArgumentHelp("How long ripser may take.", valueName: "duration")) var timeLimit = "10m"
  @Option(
    help: ArgumentHelp(
      "Write the page torus.html, its figures as SVG, torus.json, and components.npy and labels.csv for umap-learn.",
      valueName: "dir"))
  var output: String?
  @OptionGroup var format: OutputOptions

  func run() throws {
    let bytes = try SizeArgument.bytes(memory, option: "--memory", in: (1 << 20)...(1 << 44))
    let seconds = try DurationArgument.seconds(timeLimit, option: "--time-limit")
    if points != 0 { _ = try CountArgument.check(points, option: "--points", in: RipserProgram.points) }
    let named = try grid.map { try GridArgument.parse($0) }
    let analysis: TorusAnalysis
    do throws(RepresentationError) {
      analysis = try analyse(named, memory: bytes, seconds: seconds)
    } catch {
      throw Problem(ExitStatus.usage, "\(error)")
    }
    let document = TorusDocument(analysis, file: file)
    var files: TorusFiles?
    if let output { files = try TorusFiles.write(analysis, document: document, name: file, to: output) }
    if format.json {
      try Output.json(document)
    } else {
      for line in TorusSummary.lines(analysis, file: file) { Output.line(line) }
      if let files { Output.line("page: \(files.page)") }
    }
  }

  private func analyse(
    _ named: LabelGrid?, memory: Int, seconds: Double
  ) throws(RepresentationError) -> TorusAnalysis {
    let matrix = try MatrixFile.read(file, memory: memory)
    let grid: LabelGrid
    if let named { grid = named } else { grid = try LabelGrid(square: matrix.rows) }
    guard grid.rows == matrix.rows else {
      throw RepresentationError(
        "\(file) has \(matrix.rows) rows, but a grid of \(grid) labels takes \(grid.rows); a row is one label's, and "
          + "all labels have one")
    }
    var options = TorusOptions()
    options.points = points
    if points == 0 {
      options.ripser = nil
      options.absence = "persistence was not computed: --points is 0"
    }
    // The program itself, without any point, takes some.
    options.ripser?.memory = max(memory, 64 << 20)
    options.ripser?.seconds = seconds
    return try TorusAnalysis(GramMatrix(matrix), grid: grid, options: options)
  }
}
