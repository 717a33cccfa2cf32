internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import Platform
internal import SweepModel

/// Progress of sweeps on stderr: redrawn in place on a terminal, with the newest curve and the running tasks above;
/// elsewhere a line every ten seconds.
final class ProgressDisplay {
  /// Seconds between two looks at the curve and the running tasks, at least.
  private static let liveInterval = 2.0
  /// What of the time may go into looks: a curve over 10^6 tasks takes a second.
  private static let liveShare = 0.1
  /// Larger sweeps have no curve: what of their tasks is drawn would take gigabytes.
  private static let liveLimit = 2_000_000

  private let isQuiet: Bool
  private let isInteractive: Bool
  private let started = MonotonicClock.seconds
  private var lastShown: Double?
  private var lastLive: Double?
  private var liveInterval = ProgressDisplay.liveInterval
  private var lastSize: Terminal.Size?
  private var shown: [StatusDocument.SweepStatus] = []
  private var trouble: String?
  private var live: LiveView.Content?
  private var silence: Double?
  private var notice = SilenceNotice()
  private var estimates: [String: SmoothedTimeLeft] = [:]
  private var left: [String: TimeLeft] = [:]
  private var eraser = FrameEraser()

  /// - Parameter isQuiet: shows nothing but remarks.
  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isInteractive = Terminal.isInteractive && !isQuiet
  }

  func start(_ submitted: SubmitDocument) {
    guard !isQuiet else { return }
    let known = submitted.isKnown && submitted.done > 0 ? ", \(submitted.done) of them done before" : ""
    Output.note(
      "sweep \(submitted.name) (\(submitted.sweep)): \(submitted.planned - submitted.excluded) tasks\(known)")
  }

  /// Takes the newest state; `look` is asked now and then for what stands above.
  func show(_ status: StatusDocument, look: (StatusDocument.SweepStatus) -> LiveView.Content?) {
    if let news = notice.answered(), !isInteractive { Output.note("percolate: \(news)") }
    silence = nil
    shown = status.sweeps
    trouble = status.trouble
    guard !isQuiet else { return }
    let now = MonotonicClock.seconds
    for sweep in shown {
      left[sweep.id] = estimates[sweep.id, default: SmoothedTimeLeft()].update(
        ProgressDisplay.timeLeft(sweep), now: now)
    }
    let interval = isInteractive ? 0.2 : 10
    if let lastShown, now - lastShown < interval { return }
    guard isInteractive else {
      // The first line comes after a while: a sweep of seconds needs none.
      guard lastShown != nil || now - started >= interval else { return }
      lastShown = now
      for line in statusLines { Output.note(line(.max)) }
      if let trouble { Output.note("percolate: \(trouble)") }
      return
    }
    if shown.count == 1, let sweep = shown.first, sweep.census.done + sweep.census.running > 0,
      sweep.planned <= ProgressDisplay.liveLimit,
      lastLive.map({ now - $0 > liveInterval }) ?? true
    {
      live = look(sweep)
      let end = MonotonicClock.seconds
      lastLive = end
      liveInterval = max(ProgressDisplay.liveInterval, (end - now) / ProgressDisplay.liveShare)
    }
    lastShown = now
    draw()
  }

  /// To be called several times a second while nothing new is heard: draws again where the terminal has another size,
  /// and says where the coordinator does not answer.
  ///
  /// - Parameter silence: seconds since it answered last; nil where nobody asks it now.
  func tick(silence: Double?) {
    let isSilent = silence.map(notice.isLong) ?? false
    guard isInteractive else {
      if let silence, let text = notice.due(silence: silence) { Output.note("percolate: \(text)") }
      return
    }
    let whole = isSilent ? silence?.rounded() : nil
    let hasChanged = whole != self.silence || (lastSize != nil && lastSize != Terminal.size)
    self.silence = whole
    if let silence { _ = notice.due(silence: silence) }
    if hasChanged { draw() }
  }

  /// A remark above what is drawn.
  func note(_ text: String) {
    erase()
    Output.note("percolate: \(text)")
    if lastSize != nil { draw() }
  }

  /// Leaves a clean screen.
  func end() {
    erase()
    lastSize = nil
  }

  /// - Parameter hints: what to do next, each a line.
  func summary(_ sweep: StatusDocument.SweepStatus, report: String?, hints: [String]) {
    let seconds = DurationText.format(MonotonicClock.seconds - started)
    Output.line("\(sweep.name) (\(sweep.id)) \(sweep.state) in \(seconds)")
    Output.line(StatusLine.census(sweep.census))
    if let refinement = sweep.refinement { Output.line(StatusLine.refinement(refinement)) }
    if let report { Output.line("report: \(report)") }
    for hint in hints { Output.line(hint) }
  }

  private var statusLines: [(Int) -> String] {
    shown.map { sweep in
      let name = shown.count > 1 ? sweep.name : nil
      let left = left[sweep.id]
      return { StatusLine.text(sweep, left: left, name: name, columns: $0) }
    }
  }

  private func draw() {
    var frame = LiveFrame(status: statusLines, curve: live?.curve, running: live?.running)
    if frame.status.isEmpty { frame.status = [{ $0 >= 8 ? "waiting" : "" }] }
    if let silence { frame.notes.append(SilenceNotice.text(silence)) }
    if let trouble { frame.notes.append("percolate: \(trouble)") }
    let size = Terminal.size
    lastSize = size
    let lines = frame.lines(columns: size.columns, rows: size.rows, isUTF8: Terminal.isUTF8)
    let (rewind, old) = eraser.rewind(columns: size.columns, rows: size.rows)
    Output.draw(lines, rewind: rewind, covering: old)
    eraser.remember(lines)
  }

  private func erase() {
    let size = Terminal.size
    let (rewind, old) = eraser.rewind(columns: size.columns, rows: size.rows)
    Output.draw([], rewind: rewind, covering: old)
  }

  private static func timeLeft(_ sweep: StatusDocument.SweepStatus) -> TimeLeft? {
    guard let seconds = sweep.eta, let low = sweep.etaLow, let high = sweep.etaHigh else { return nil }
    return TimeLeft(seconds: seconds, low: low, high: high)
  }
}
