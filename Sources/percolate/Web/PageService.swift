internal import Analysis
internal import Dashboard
internal import Experiments
internal import Logging
internal import Results
internal import Web

/// Serves the live page from this process.
final class PageService {
  private let server: WebServer
  private let dashboard: Dashboard
  /// What to open in a browser, with the token that lets it in.
  let address: String

  /// - Parameter connect: makes a connection to the coordinator or the journal.
  /// - Throws: ``Problem`` where it cannot listen, or nobody answers.
  init(
    _ options: PageAddress, isReadOnly: Bool, logger: Logger,
    connect: @escaping @Sendable () throws -> DocumentSource
  ) throws {
    var configuration = DashboardConfiguration(version: Version.text, logger: logger)
    configuration.isReadOnly = isReadOnly
    configuration.isLoopback = options.address.isLoopback
    configuration.isEncrypted = options.certificate != nil
    dashboard = Dashboard(
      configuration, drawing: .ofReports, connect: connect, failure: DocumentSource.failure)
    var web = WebConfiguration(host: options.address.host, port: options.address.port, logger: logger)
    web.certificate = options.certificate
    do { server = try WebServer(web, handler: dashboard) } catch {
      dashboard.stop()
      throw Problem(ExitStatus.usage, "the page cannot be served: \(error)")
    }
    let host = options.shownHost
    address =
      (options.certificate == nil ? "http://" : "https://") + WebAddress.text(host: host, port: server.port)
      + dashboard.invitation
  }

  func stop() {
    server.stop()
    dashboard.stop()
  }
}

extension SweepDrawing {
  /// As reports draw sweeps.
  fileprivate static var ofReports: SweepDrawing {
    SweepDrawing(
      catalog: .builtIn,
      overlay: { results, definition, source in
        let runner = OverlayRunner(sweep: results.sweep, definition: definition, tasks: results.tasks)
        do { return try runner.data(from: source) } catch {
          return OverlayData(
            problem: "What is drawn over it cannot be had now: \(DocumentSource.failure(error).message).")
        }
      },
      pictures: { results, source in try results.pictures(from: source) },
      refinement: { results, source in try ReportWriter.refinement(results, from: source) })
  }
}
