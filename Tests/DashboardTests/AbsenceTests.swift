import Analysis
import Logging
import Messages
import SweepModel
import TestSupport
import Testing
import Web

@testable import Dashboard

/// What pages do while the coordinator does not answer.
@Suite(.timeLimit(.minutes(2)))
struct AbsenceTests {
  private let script = Script()
  private let request = WebRequest(path: ["sweeps", Script.id], query: [:], target: "/sweeps/\(Script.id)")

  private func dashboard() -> Dashboard {
    let script = script
    return Dashboard(
      DashboardConfiguration(version: "1", logger: Logger(label: "page")),
      drawing: SweepDrawing(
        catalog: ExperimentCatalog([]), overlay: { _, _, _ in OverlayData() }, pictures: { _, _ in [] },
        growth: { _, _ in nil }),
      connect: {
        script.connections.change { $0 += 1 }
        return ScriptedSource(script)
      }, failure: { ($0 as? AnswerFailure) ?? AnswerFailure(.failed, "\($0)") })
  }

  /// Each question to a coordinator that is away takes as long as one is waited for: a page of three came half a minute
  /// late.
  @Test func `a page says that its coordinator is away, and asks it nothing more`() async throws {
    let dashboard = dashboard()
    let workers = { @Sendable (source: any AnswerSource) throws -> WorkersDocument in
      try source.answer(.workers(.init()), within: nil)
    }
    var census = Census()
    (census.pending, census.running) = (3, 1)
    script.census.change { [census] in $0 = census }
    let before = await dashboard.content(request)
    #expect(before.regions.contains { $0.text.contains("seen") }, "\(before)")
    #expect(script.questions.value == 2)
    let failure = AnswerFailure(.unreachable, "nobody answers")
    script.failure.change { $0 = failure }
    script.versions.change { $0 = 2 }
    var news = dashboard.feed.news().makeAsyncIterator()
    while await dashboard.feed.reading().failure == nil { _ = await news.next() }
    let connections = script.connections.value
    for threads in [dashboard.threads, dashboard.downloads] {
      await #expect(throws: failure) { try await threads.ask(workers) }
    }
    #expect(script.questions.value == 2 && script.connections.value == connections)
    // With what was known.
    let away = await dashboard.content(request)
    #expect(away.regions[0].text.contains("nobody answers") && away.title == before.title, "\(away)")
    script.failure.change { $0 = nil }
    while await dashboard.feed.reading().failure != nil { _ = await news.next() }
    _ = try await dashboard.threads.ask(workers)
    #expect(script.questions.value > 2)
    dashboard.stop()
  }
}
