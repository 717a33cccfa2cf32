internal import Analysis
internal import Foundation
internal import Messages
internal import Platform
internal import SweepModel

/// One task: where it is and why, what it was given, what it gave, what was tried.
struct TaskPage {
  var document: ExplainDocument
  var series: [MetricsDocument.Series]
  /// Nil for readers alone.
  var actions: ActionLinks?

  private var id: String { String(document.task.id.prefix(12)) }
  private var address: String { "/tasks/\(id)" }

  var content: PageContent {
    PageContent(
      title: "Task \(id)", trail: [.init(text: "Task \(id)", address: address)],
      [
        Region("head", html: head), Region("parameters", html: parameters), Region("metrics", html: metrics),
        Region("artifacts", html: artifacts), Region("attempts", html: attempts),
      ])
  }

  private var head: String {
    let task = document.task
    var html =
      "<section id=\"head\"><h1>Task <code>\(id.html)</code></h1><p><i class=\"dot \(task.status.rawValue)\"></i>"
    html += "\(task.status.rawValue), replicate \(task.replicate), attempt \(task.attempt)"
    if let seconds = task.seconds { html += ", \(ShortText.duration(seconds).html)" }
    html += "</p><p>\(document.explanation.html)</p>"
    for placement in document.placements ?? [] { html += "<p>\(placement.html)</p>" }
    html += "<p class=\"note\">Planned by \(document.sweeps.joined(separator: ", ").html). "
    html += "<a href=\"\(address).json\">JSON</a></p>"
    html += "<p>Runs again, to the same bits: <code>percolate replay \(id.html)</code></p>"
    if let actions { html += actions.ofTask(id, document.task.status) }
    return html + "</section>\n"
  }

  private var parameters: String {
    var html = "<section id=\"parameters\"><h2>Parameters</h2><ul class=\"columns\">"
    for (name, value) in document.task.parameters.sorted(by: { $0.key < $1.key }) {
      html += "<li><span>\(name.html)</span> <b>\(value.value.description.html)</b></li>"
    }
    return html + "</ul></section>\n"
  }

  private var metrics: String {
    var html = "<section id=\"metrics\"><h2>Metrics</h2>"
    let task = document.task
    if task.metrics.isEmpty, series.isEmpty { return html + "<p class=\"note\">None yet.</p></section>\n" }
    if !task.metrics.isEmpty {
      html += "<ul class=\"columns\">"
      for (name, value) in task.metrics.sorted(by: { $0.key < $1.key }) {
        html += "<li><span>\(name.html)</span> <b>\(NumberText.short(value, digits: 6))</b></li>"
      }
      html += "</ul>"
    }
    for line in series {
      html +=
        "<figure class=\"line\">\(SparkLine.svg(line))<figcaption>\(line.name.html) over steps</figcaption></figure>"
    }
    return html + "</section>\n"
  }

  private var artifacts: String {
    var html = "<section id=\"artifacts\"><h2>Files</h2>"
    if let checkpoint = document.checkpoint {
      html +=
        "<p>Checkpoint at step \(ShortText.count(checkpoint.step)), \(ByteCount.format(checkpoint.size)): the next "
      html += "attempt goes on from there.</p>"
    }
    guard !document.artifacts.isEmpty else { return html + "<p class=\"note\">None.</p></section>\n" }
    for artifact in document.artifacts {
      let source =
        "/artifacts/\(artifact.digest.addressPart)/\(artifact.name.addressPart)?task=\(id.addressPart)"
      html += "<figure>"
      if ArtifactKind.isPicture(artifact.mediaType), artifact.size <= ArtifactKind.pictureLimit {
        html += "<img class=\"artifact\" src=\"\(source)&amp;picture=1\" alt=\"\(artifact.name.html)\">"
      }
      html += "<figcaption><a href=\"\(source)\">\(artifact.name.html)</a>, \(artifact.mediaType.html), "
      html += "\(ShortText.count(artifact.size)) bytes</figcaption></figure>"
    }
    return html + "</section>\n"
  }

  private var attempts: String {
    var html = "<section id=\"attempts\"><h2>Attempts without a result</h2>"
    guard !document.attempts.isEmpty else { return html + "<p class=\"note\">None.</p></section>\n" }
    for attempt in document.attempts {
      let host = attempt.host ?? attempt.worker ?? ""
      html +=
        "<details id=\"a-\(attempt.number)\"><summary>Attempt \(attempt.number): \(attempt.outcome.rawValue.html)"
      html += (attempt.reason.map { ", \($0)" } ?? "").html + "</summary><p>"
      html += "\("Began \(WallClock.text(attempt.startedAt)), \(ShortText.duration(attempt.seconds))".html)"
      html += host.isEmpty ? ".</p>" : ", on \(host.html).</p>"
      if let log = attempt.log, !log.isEmpty {
        html += "<pre tabindex=\"0\">\(String(log.suffix(20_000)).html)</pre>"
      }
      html += "</details>"
    }
    return html + "</section>\n"
  }
}

/// What of the files that tasks left a browser may show.
enum ArtifactKind {
  /// Bytes of a picture within a page.
  static let pictureLimit = 2 << 20

  static func isPicture(_ mediaType: String) -> Bool {
    mediaType == "image/png" || mediaType == "image/svg+xml"
  }
}

/// A metric over steps in a hand's breadth.
enum SparkLine {
  private static let (width, height) = (320.0, 80.0)
  /// Points that are drawn.
  private static let limit = 400

  static func svg(_ series: MetricsDocument.Series) -> String {
    let points = zip(series.steps, series.values).filter { $0.1.isFinite }
    guard let first = points.first, let last = points.last,
      let low = points.map(\.1).min(), let high = points.map(\.1).max()
    else { return "" }
    let stride = max(1, points.count / limit)
    // In halves: the whole range of two large values is no number.
    let (steps, values) = (max(1, Double(last.0) - Double(first.0)), max(high / 2 - low / 2, 1e-300))
    var path = ""
    for (index, point) in points.enumerated() where index % stride == 0 || index == points.count - 1 {
      let x = width * min(1, max(0, (Double(point.0) - Double(first.0)) / steps))
      let y = height - 4 - (height - 8) * min(1, max(0, (point.1 / 2 - low / 2) / values))
      path += "\(path.isEmpty ? "M" : "L")\(Int(x.rounded())) \(Int(y.rounded()))"
    }
    let text =
      "\(series.name): \(NumberText.short(first.1)) at step \(first.0), \(NumberText.short(last.1)) at step \(last.0), "
      + "between \(NumberText.short(low)) and \(NumberText.short(high))"
    return
      "<svg class=\"spark\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" aria-label=\"\(text.html)\"><title>"
      + "\(text.html)</title><path d=\"\(path)\"/></svg><p class=\"note\">\(text.html)</p>"
  }
}
