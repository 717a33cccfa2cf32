import Analysis
import Coordinator
import Foundation
import SweepModel

/// Progress of a sweep on stderr: redrawn in place on a terminal, with the newest curve and the running tasks below; elsewhere a
/// line every ten seconds.
final class ProgressDisplay {
  private let isQuiet: Bool
  private let started = Date()
  private var lastShown: Date?
  private var lastPlot: Date?
  private var plotText = ""
  private var drawnLines = 0

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func start(_ submitted: SubmitDocument) {
    guard !isQuiet else { return }
    let known = submitted.isKnown && submitted.done > 0 ? ", \(submitted.done) of them done before" : ""
    Output.note(
      "sweep \(submitted.name) (\(submitted.sweep)): \(submitted.planned - submitted.excluded) tasks\(known)")
  }

  /// Shows the newest state; `plot` is asked for what stands below at most every other second.
  func show(_ sweep: StatusDocument.SweepStatus, trouble: String?, plot: () -> String?) {
    guard !isQuiet else { return }
    let now = Date()
    let interval = Terminal.isInteractive ? 0.2 : 10
    if let lastShown, now.timeIntervalSince(lastShown) < interval { return }
    guard Terminal.isInteractive else {
      // The first line comes after a while: a sweep of seconds needs none.
      if lastShown != nil || now.timeIntervalSince(started) >= interval {
        Output.note(ProgressDisplay.line(sweep))
        if let trouble { Output.note("percolate: \(trouble)") }
      }
      if lastShown == nil || now.timeIntervalSince(started) >= interval { lastShown = now }
      return
    }
    if sweep.census.done + sweep.census.running > 0, sweep.planned <= 50_000,
      lastPlot.map({ now.timeIntervalSince($0) > 2 }) ?? true
    {
      plotText = plot() ?? ""
      lastPlot = now
    }
    lastShown = now
    erase()
    let width = Terminal.width
    var lines = [String(ProgressDisplay.line(sweep).prefix(width - 1))]
    if let trouble { lines.append(String("percolate: \(trouble)".prefix(width - 1))) }
    lines += plotText.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0.prefix(width - 1))
    }
    Output.draw(lines)
    drawnLines = lines.count
  }

  /// Leaves a clean screen.
  func end() { erase() }

  func summary(_ sweep: StatusDocument.SweepStatus, report: String?) {
    Output.line(
      "\(sweep.name) (\(sweep.id)) \(sweep.state) in \(DurationText.format(Date().timeIntervalSince(started)))"
    )
    Output.line(ProgressDisplay.census(sweep.census))
    if let refinement = sweep.refinement { Output.line(ProgressDisplay.refinement(refinement)) }
    if let report { Output.line("report: \(report)") }
    if sweep.census.failed > 0 {
      Output.line("why tasks failed: percolate tasks \(sweep.id) --filter failed")
    }
  }

  private func erase() {
    guard drawnLines > 0 else { return }
    Output.erase(lines: drawnLines)
    drawnLines = 0
  }

  /// One line: share, census, rate, time left.
  static func line(_ sweep: StatusDocument.SweepStatus) -> String {
    let census = sweep.census
    let ended = census.done + census.failed + census.cancelled + census.excluded
    let share = census.planned > 0 ? Int(100 * min(1, Double(ended) / Double(census.planned))) : 100
    var text = "\(share) %  \(ProgressDisplay.census(census))"
    if let refinement = sweep.refinement { text += "  \(ProgressDisplay.refinement(refinement))" }
    if let rate = sweep.rate {
      text +=
        rate >= 10
        ? "  \(Int(min(rate, 1e9)))/s" : "  \(rate.formatted(.number.precision(.significantDigits(2))))/s"
    }
    if let eta = sweep.eta, let low = sweep.etaLow, let high = sweep.etaHigh {
      text +=
        "  \(DurationText.format(eta)) left (\(DurationText.format(low)) to \(DurationText.format(high)))"
    }
    return text
  }

  /// How far the disk is behind; nil where nothing waits for it.
  static func lag(_ unwritten: StatusDocument.Unwritten) -> String? {
    guard unwritten.results > 0 else { return nil }
    let megabytes = (Double(unwritten.bytes) / 1e6).formatted(.number.precision(.fractionLength(0...1)))
    return
      "\(Plural.of(unwritten.results, "result")) (\(megabytes) MB) \(unwritten.results == 1 ? "waits" : "wait") to be written to disk, the oldest for "
      + DurationText.format(unwritten.seconds)
  }

  /// How far a refined sweep is.
  static func refinement(_ status: RefinementStatus) -> String {
    "round \(status.round), \(status.verdicts.sentence)"
  }

  /// The census in its own words; zeros are left out except of planned and done.
  static func census(_ census: Census) -> String {
    let parts: [(String, Int)] = [
      ("failed", census.failed), ("cancelled", census.cancelled), ("excluded", census.excluded),
      ("running", census.running), ("pending", census.pending),
    ]
    return
      (["\(census.planned) planned = \(census.done) done"]
      + parts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" })
      .joined(separator: " + ")
  }
}
