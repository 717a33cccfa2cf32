internal import Foundation
internal import Training

/// Who was faster at one pass of one shape, and what a training takes.
struct ConvolutionVerdict {
  let entry: NetworkShapes.Entry
  let pass: ConvolutionContest.Pass
  let choice: ConvolutionChoice
  private(set) var row: BenchmarkRow

  init(
    _ entry: NetworkShapes.Entry, _ pass: ConvolutionContest.Pass, choice: ConvolutionChoice, library: String
  ) {
    (self.entry, self.pass, self.choice) = (entry, pass, choice)
    let shape = entry.shape
    row = BenchmarkRow(
      "\(entry.part.rawValue)-\(shape.height)px-\(shape.inputs)-to-\(shape.outputs)-\(pass.rawValue)",
      unit: "GFLOP/s", peerName: library)
  }

  mutating func add(_ rates: (ours: Double, library: Double)) {
    row.ours.add(rates.ours)
    row.peer.add(rates.library)
    row.target = isWrong ? "WRONG: takes \(choice.rawValue)" : "takes \(choice.rawValue)"
  }

  /// Whether the way that a training takes is slower by more than a tenth.
  var isWrong: Bool {
    guard let ratio = row.ratio else { return false }
    return choice == .oneDNN ? ratio > 1.1 : ratio < 1 / 1.1
  }

  /// Words for the committed table, which ``ConvolutionTable`` reads.
  var line: String {
    let shape = entry.shape
    let words = [
      entry.part.rawValue, "\(shape.kernel)", "\(shape.batch)", "\(shape.height)", "\(shape.inputs)",
      "\(shape.outputs)", pass.rawValue, choice.rawValue, String(format: "%.2f", row.ratio ?? 0),
    ]
    return words.joined(separator: " ")
  }
}
