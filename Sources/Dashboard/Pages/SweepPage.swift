internal import Analysis
internal import Journal
internal import Messages
internal import Platform
internal import Results
internal import SweepModel

/// One sweep: census, curves as they grow, refinement, what runs, what failed.
struct SweepPage {
  var sweep: StatusDocument.SweepStatus
  var knowledge: SweepReader.Knowledge
  var running: TasksDocument?
  var failures: FailureSummary?
  var workers: [WorkersDocument.Row]
  /// Nil for readers alone.
  var actions: ActionLinks?

  private var address: String { "/sweeps/\(sweep.id.addressPart)" }

  var content: PageContent {
    PageContent(
      title: sweep.name, trail: [.init(text: sweep.name, address: address)],
      [
        Region("head", html: head), Region("curves", begin: curvesHead, items: figures, end: "</section>\n"),
        Region(
          "refinement", html: "<section id=\"refinement\">\(knowledge.view?.refinement ?? "")</section>\n"),
        Region("running", html: runningSection), Region("failures", html: failureSection),
        Region("about", html: about),
      ])
  }

  private var head: String {
    var html = "<section id=\"head\"><h1>\(sweep.name.html)</h1>"
    if let summary = knowledge.view?.summary, !summary.isEmpty {
      html += "<p class=\"summary\">\(summary.html)</p>"
    }
    html += "<p class=\"note\"><span class=\"state \(sweep.state.html)\">\(sweep.state.html)</span> · sweep "
    html += "<code>\(sweep.id.html)</code> · experiment \(sweep.experiment.html) · submitted "
    html += "\(WallClock.text(sweep.submittedAt).html)</p>"
    html += CensusBar.bar(sweep.census) + CensusBar.words(sweep.census, links: address + "/tasks")
    let sentences = SweepSentences.of(sweep)
    if !sentences.isEmpty { html += "<p>\(sentences.joined(separator: " ").html)</p>" }
    html +=
      "<p class=\"links\"><a href=\"\(address)/tasks\">Tasks</a> <a href=\"\(address)/map\">Map of tasks</a> "
    html += "<a href=\"\(address)/tasks.csv\">tasks.csv</a> <a href=\"\(address)/tasks.json\">tasks.json</a> "
    html +=
      "<a href=\"\(address)/curves.csv\">curves.csv</a> <a href=\"\(address)/curves.json\">curves.json</a> "
    html +=
      "<a href=\"\(address)/metrics.csv\">metrics.csv</a> <a href=\"\(address)/spec.yaml\">spec.yaml</a></p>"
    if let actions { html += actions.ofSweep(sweep) }
    return html + "</section>\n"
  }

  private var curvesHead: String {
    var html = "<section id=\"curves\"><h2>Curves</h2>"
    if let failure = knowledge.failure {
      html += "<p class=\"trouble\">The tasks cannot be read now: \(failure.message.html).</p>"
    }
    if knowledge.isHeld {
      html += "<p class=\"note\">Very many results arrive; the curves come once they have.</p>"
    } else if knowledge.view == nil, knowledge.failure == nil {
      html +=
        "<p class=\"note\">\(ShortText.count(sweep.census.planned)) tasks are being read; the curves come by themselves.</p>"
    } else if knowledge.view?.figures.isEmpty == true {
      html += "<p class=\"note\">The spec declares no curves.</p>"
    }
    return html
  }

  private var figures: [Region] {
    (knowledge.view?.figures ?? []).map { figure in
      let id = "f-\(figure.name.addressPart)"
      let source = "\(address)/figures/\(figure.name.addressPart).svg"
      // The picture's title is its name in the report too.
      var html = "<figure id=\"\(id)\"><picture><source media=\"(max-width: 700px)\" "
      html +=
        "srcset=\"\(source)?width=narrow&amp;v=\(figure.tag)\"><img src=\"\(source)?v=\(figure.tag)\" alt=\""
      html += "\("\(figure.name): \(figure.title)".html)\"></picture><figcaption><b>\(figure.name.html).</b> "
      html += "\(figure.caption.html) <a href=\"\(source)?download=1\">SVG</a></figcaption></figure>\n"
      return Region(id, html: html)
    }
  }

  private var runningSection: String {
    var html = "<section id=\"running\"><h2>Running</h2>"
    guard let running, !running.tasks.isEmpty else {
      let text =
        sweep.census.running > 0
        ? "\(Plural.of(sweep.census.running, "task")) began a moment ago." : "No task of this sweep runs now."
      return html + "<p class=\"note\">\(text)</p></section>\n"
    }
    let axes = Array((running.axes ?? []).prefix(6))
    let shown = running.tasks.prefix(50)
    let metrics = Array(Set(shown.flatMap { $0.newest?.keys.map { $0 } ?? [] }).sorted().prefix(4))
    var places: [String: WorkersDocument.Row] = [:]
    for worker in workers { for task in worker.tasks ?? [] { places[task] = worker } }
    html += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Running tasks\"><table><thead>"
    html += TableRow.head(
      [("task", false)] + axes.map { ($0.html, true) } + [("replicate", true), ("step", true)]
        + metrics.map { ($0.html, true) } + [("worker", false)])
    html += "</thead><tbody>"
    for task in shown {
      html += "<tr><td><a href=\"/tasks/\(task.id.prefix(12))\"><code>\(task.id.prefix(12))</code></a></td>"
      for axis in axes {
        html += "<td class=\"n\">\((task.parameters[axis]?.value.description ?? "–").html)</td>"
      }
      html +=
        "<td class=\"n\">\(task.replicate)</td><td class=\"n\">\(task.step.map { ShortText.count($0) } ?? "–")</td>"
      for metric in metrics {
        html += "<td class=\"n\">\(task.newest?[metric].map { NumberText.short($0) } ?? "–")</td>"
      }
      let worker = places[String(task.id.prefix(12))]
      html += "<td>\((worker.map { $0.host } ?? "–").html)</td></tr>"
    }
    html += "</tbody></table></div>"
    let total = max(sweep.census.running, running.tasks.count)
    if total > shown.count {
      html += "<p class=\"note\">The first \(shown.count) of \(ShortText.count(total)); "
      html += "<a href=\"\(address)/tasks?status=running\">all of them</a>.</p>"
    }
    return html + "</section>\n"
  }

  private var failureSection: String {
    guard let failures, !failures.kinds.isEmpty else { return "<section id=\"failures\"></section>\n" }
    var html = "<section id=\"failures\"><h2>Failures</h2>"
    for (index, kind) in failures.kinds.enumerated() {
      html += "<details id=\"k-\(index)\"><summary><b>\(ShortText.count(kind.count))</b> \(kind.outcome.html)"
      html += kind.reason.isEmpty ? "" : ": \(kind.reason.html)"
      html +=
        "</summary><p>For one <a href=\"/tasks/\(kind.example.addressPart)\"><code>\(kind.example.html)</code></a>"
      html += kind.host.isEmpty ? "" : " on \(kind.host.html)"
      html += ".</p>"
      if !kind.log.isEmpty { html += "<pre tabindex=\"0\">\(kind.log.html)</pre>" }
      html += "</details>"
    }
    if failures.isCut {
      html +=
        "<p class=\"note\">Of \(ShortText.count(sweep.census.failed)) failures the first \(failures.looked) were looked at.</p>"
    }
    return html + "<p><a href=\"\(address)/tasks?status=failed\">All failed tasks</a></p></section>\n"
  }

  private var about: String {
    var html = "<section id=\"about\"><h2>About</h2><dl>"
    func line(_ name: String, _ text: String) { html += "<dt>\(name)</dt><dd>\(text.html)</dd>" }
    if let view = knowledge.view {
      line("experiment", "\(view.details.experiment), version \(view.details.version)")
      if let file = view.details.file { line("spec", file) }
      if !view.axes.isEmpty { line("axes", view.axes.joined(separator: ", ")) }
      line("curves as of", WallClock.text(view.readAt))
      for exclusion in view.details.exclusions { line("excluded", "\(exclusion.count): \(exclusion.reason)") }
    }
    if let commit = sweep.commit { line("commit of the spec", commit) }
    return html + "</dl></section>\n"
  }
}

/// Failed tasks of a sweep by how and why they failed.
struct FailureSummary: Sendable {
  struct Kind: Sendable {
    var outcome: String
    var reason: String
    var count: Int
    /// The first task of it, with the machine and the last lines of its last attempt.
    var example: String
    var host: String
    var log: String
  }

  /// Tasks that are looked at.
  static let limit = 200
  /// Lines and characters of a log that are shown.
  private static let lines = 30
  private static let characters = 4000

  var kinds: [Kind] = []
  var looked = 0
  var isCut = false

  init(_ page: FailuresDocument) {
    for row in page.failures where row.task.status == .failed {
      looked += 1
      let last = row.attempts.last
      let outcome = last?.outcome.rawValue ?? "failed"
      let reason = last?.reason ?? row.task.reason ?? ""
      if let index = kinds.firstIndex(where: { $0.outcome == outcome && $0.reason == reason }) {
        kinds[index].count += 1
        continue
      }
      let log = (last?.log ?? "").split(separator: "\n", omittingEmptySubsequences: false).suffix(Self.lines)
        .joined(separator: "\n")
      kinds.append(
        Kind(
          outcome: outcome, reason: reason, count: 1, example: String(row.task.id.prefix(12)),
          host: last?.host ?? "",
          log: String(log.suffix(Self.characters))))
    }
    kinds.sort { $0.count > $1.count }
    isCut = page.nextOrdinal != nil
  }
}
