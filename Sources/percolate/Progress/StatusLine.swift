internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import Scheduling
internal import SweepModel

/// One line about a sweep: share, census, rate, time left. Where a terminal is too narrow for all of it, whole
/// fields are left out, and none is cut.
enum StatusLine {
  /// The line in at most so many columns; empty where not even the share fits.
  ///
  /// - Parameters:
  ///   - left: the time left; nil where it is not known.
  ///   - name: the sweep's, where several are followed.
  static func text(
    _ sweep: StatusDocument.SweepStatus, left: TimeLeft?, name: String? = nil, columns: Int = .max
  ) -> String {
    let census = sweep.census
    let time = left.map { "\(DurationText.format($0.seconds)) left" }
    let interval = left.map { "(\(DurationText.format($0.low)) to \(DurationText.format($0.high)))" }
    let state = sweep.state == "paused" ? "paused" : nil
    let rate = sweep.rate.map { "\(StatusLine.rate($0))/s" }
    let refinement = sweep.refinement.map(StatusLine.refinement)
    let whole = [
      name, share(census), state, StatusLine.census(census), refinement, rate,
      time.map { $0 + (interval.map { " " + $0 } ?? "") },
    ].compactMap { $0 }.joined(separator: "  ")
    if TextWidth.columns(whole) <= columns { return whole }
    // In the order in which they are shown, each with its rank among those that may stay.
    func count(_ value: Int, _ word: String) -> String? { value > 0 ? "\(value) \(word)" : nil }
    let fields: [(rank: Int, text: String?)] = [
      (5, name), (0, share(census)), (2, state), (3, "\(census.done) of \(census.planned) done"),
      (4, count(census.failed, "failed")), (9, count(census.cancelled, "cancelled")),
      (6, count(census.running, "running")), (10, refinement), (8, rate), (1, time), (7, interval),
    ]
    var kept: Set<Int> = []
    var used = 0
    for field in fields.sorted(by: { $0.rank < $1.rank }) {
      guard let text = field.text else { continue }
      // An interval without what it is of says nothing.
      if field.rank == 7, !kept.contains(1) { continue }
      let width = TextWidth.columns(text) + (kept.isEmpty ? 0 : 2)
      guard used + width <= columns else { continue }
      kept.insert(field.rank)
      used += width
    }
    return fields.filter { kept.contains($0.rank) }.compactMap(\.text).joined(separator: "  ")
  }

  /// How much of a sweep has ended. 100 % is all of it, and nothing less.
  private static func share(_ census: Census) -> String {
    guard census.planned > 0, !census.isFinished else { return "100 %" }
    let ended = census.done + census.failed + census.cancelled + census.excluded
    return "\(min(99, Int(100 * min(1, Double(ended) / Double(census.planned))))) %"
  }

  private static func rate(_ rate: Double) -> String {
    rate >= 10
      ? "\(Int(min(rate, 1e9)))" : NumberText.rounded(rate, digits: 2)
  }

  /// How far a refined sweep is.
  static func refinement(_ status: RefinementStatus) -> String {
    var text = "round \(status.round), \(status.verdicts.sentence)"
    if let budget = status.budget, let spent = status.spent {
      text += "; \(CoreTime.format(spent)) of \(CoreTime.format(budget)) spent"
    }
    return text
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

  /// How far the disk is behind; nil where nothing waits for it.
  static func lag(_ unwritten: StatusDocument.Unwritten) -> String? {
    guard unwritten.results > 0 else { return nil }
    let megabytes = NumberText.short((Double(unwritten.bytes) / 1e5).rounded() / 10, digits: 9)
    return
      "\(Plural.of(unwritten.results, "result")) (\(megabytes) MB) \(unwritten.results == 1 ? "waits" : "wait") "
      + "to be written to disk, the oldest for " + DurationText.format(unwritten.seconds)
  }
}
