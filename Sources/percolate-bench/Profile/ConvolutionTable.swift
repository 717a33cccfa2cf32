internal import Foundation
internal import Training

/// A table that `percolate-bench convolutions --table` has printed.
struct ConvolutionTable {
  /// A pass of a shape, what a training took for it, and our rate by oneDNN's.
  struct Line {
    let shape: ConvolutionShape
    let pass: ConvolutionContest.Pass
    let choice: ConvolutionChoice
    let ratio: Double
  }

  let lines: [Line]

  /// - Throws: ``BenchError`` that names a line which is none of such a table.
  init(_ text: String) throws {
    lines = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      let numbers = words.dropFirst().prefix(5).compactMap(Int.init)
      guard words.count == 9, numbers.count == 5, let pass = ConvolutionContest.Pass(rawValue: words[6]),
        let choice = ConvolutionChoice(rawValue: words[7]), let ratio = Double(words[8])
      else {
        throw BenchError(
          "expected part, kernel, batch, edge, inputs, outputs, pass, choice and ratio, found \(line)")
      }
      return Line(
        shape: ConvolutionShape(
          batch: numbers[1], height: numbers[2], width: numbers[2], inputs: numbers[3], outputs: numbers[4],
          kernel: numbers[0]), pass: pass, choice: choice, ratio: ratio)
    }
  }
}
