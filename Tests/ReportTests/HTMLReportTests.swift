import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

struct HTMLReportTests {
  private let html = HTMLReport.render(Samples.input(curves: [Samples.curve(missing: true)]))

  @Test func `the page is the one that was reviewed`() throws {
    try expectSnapshot(html, "report.html")
  }

  @Test func `the same input gives the same page`() {
    #expect(HTMLReport.render(Samples.input(curves: [Samples.curve(missing: true)])) == html)
  }

  @Test func `nothing outside the file is needed`() {
    let rest = html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!rest.contains("http:") && !rest.contains("https:"))
    for word in ["<script", "<link", "src=", "@import", "url(", "<iframe", "<object"] {
      #expect(!rest.contains(word), "\(word)")
    }
    #expect(html.contains("name=\"viewport\""))
    #expect(html.contains("@media print"))
  }

  @Test func `the census shows all six words and its sum`() {
    for part in [
      "<b>154</b> planned", "<b>147</b> done", "<b>3</b> failed", "<b>0</b> cancelled",
      "<b>4</b> excluded", "<b>0</b> running", "<b>0</b> pending",
    ] { #expect(html.contains(part), "\(part)") }
    #expect(html.contains("one pixel, one image"))
  }

  @Test func `failures show the reason and the last words`() {
    #expect(html.contains("crashed: signal 11 (SIGSEGV)"))
    #expect(html.contains("<pre>step 1\nsegmentation fault</pre>"))
  }

  @Test func `what comes from outside cannot become markup`() throws {
    let evil = "</pre></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u{0}\u{202E}"
    var curve = Samples.curve()
    curve.definition.name = evil
    curve.definition.line.x = evil
    curve.definition.line.metrics = [evil]
    curve.definition.line.lines = evil
    curve.definition.panel = evil
    curve.definition.line.overlay = CurveDefinition.Overlay(
      experiment: evil, y: evil, parameters: [evil: .text(evil)])
    curve.names = Labels(
      parameters: [Label(evil, symbol: evil, unit: evil)], metrics: [Label(evil, words: evil, unit: evil)])
    curve.panels[0].key = .text(evil)
    curve.panels[0].series[0].key = .text(evil)
    curve.panels[0].overlay = curve.panels[0].series
    curve.pooledParameters = [evil]
    var census = Census()
    census.failed = 1
    var input = ReportInput(
      sweepName: evil, sweepID: evil, summary: evil, experiment: evil, experimentVersion: 1,
      specText: evil, resolvedJSON: evil, census: census)
    input.curves = [curve]
    input.exclusions = [ReportInput.Exclusion(count: 1, reason: evil)]
    var task = Samples.task(0, replicate: 0, [evil: .text(evil)], value: 1)
    task.reason = evil
    task.metrics[evil] = 1
    input.tasks = [task, Samples.task(1, replicate: 0, [:], value: 1)]
    input.failures = [
      ReportInput.Failure(
        task: evil, parameters: evil, replicate: 0,
        attempts: [.init(number: 1, outcome: .failed, reason: evil, worker: evil, logLines: [evil])])
    ]
    input.provenance.version = evil
    input.provenance.commit = evil
    input.provenance.generatedAt = evil
    input.provenance.coordinatorHost = evil
    input.provenance.workers = [
      .init(host: evil, cpu: evil, instructionSet: evil, slots: 1, tasksDone: 1, coreSeconds: 1)
    ]
    input.durations.started = evil
    input.answer = evil
    let page = HTMLReport.render(input)
    for raw in ["<script", "<img src=x", "\u{0}", "\u{202E}", "'&\"", "&\u{FFFD}\""] {
      #expect(!page.contains(raw), "\(raw.debugDescription)")
    }
    // Every tag that is there is one that the page itself writes.
    let tags = Set(page.matches(of: /<([a-zA-Z!][a-zA-Z0-9]*)/).map { String($0.1) })
    #expect(!tags.contains("script"))
    #expect(
      page.components(separatedBy: "onerror=").count
        == page.components(separatedBy: "&lt;img src=x onerror=").count)
    #expect(page.contains("&lt;script&gt;alert(1)"))
  }

  @Test func `an unfinished sweep says so first`() {
    var input = Samples.input(curves: [])
    input.census.running = 2
    #expect(HTMLReport.render(input).contains("Running: 147 of 152 tasks done."))
    input.census.running = 0
    input.census.pending = 2
    #expect(HTMLReport.render(input).contains("Not finished: 147 of 152 tasks done."))
    #expect(html.contains("147 of 150 tasks done, 3 failed."))
  }

  @Test func `a sweep with no task and no curve data still has a page`() {
    let empty = CurveBuilder.build(definition: Samples.definition(panel: "threshold"), tasks: [])
    var input = Samples.input(curves: [empty])
    input.tasks = []
    input.failures = []
    let page = HTMLReport.render(input)
    #expect(page.contains("no data yet"))
    #expect(!page.contains("<h2>Failures</h2>"))
  }

  @Test(arguments: [
    (0.0421, "42 ms"), (0.5, "0.5 s"), (59.96, "60 s"), (200, "3 min 20 s"), (7500, "2 h 05 min"),
    (.nan, "unknown"), (1e300, "unknown"),
  ])
  func `durations read as people say them`(seconds: Double, text: String) {
    #expect(DurationText.of(seconds) == text)
  }
}
