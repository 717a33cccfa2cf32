internal import Analysis
internal import Spec
internal import SweepModel

/// The answer of a sweep in a line or two, made from the census and the crossings and fits of its curves.
enum Headline {
  static func sentences(_ input: ReportInput) -> [String] {
    var sentences: [String] = []
    let census = input.census
    let wanted = census.planned - census.excluded
    if !census.isFinished {
      let state = census.running > 0 ? "Running" : "Not finished"
      sentences.append("\(state): \(census.done) of \(wanted) tasks done. What follows is preliminary.")
    } else if census.failed + census.cancelled > 0 {
      var parts: [String] = []
      if census.failed > 0 { parts.append("\(census.failed) failed") }
      if census.cancelled > 0 { parts.append("\(census.cancelled) cancelled") }
      sentences.append("\(census.done) of \(wanted) tasks done, \(parts.joined(separator: ", ")).")
    } else {
      sentences.append(wanted == 0 ? "There was nothing to run." : "All \(wanted) tasks done.")
    }
    return sentences + input.curves.compactMap(\.asFigure.headline)
  }
}
