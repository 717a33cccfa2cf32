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

  /// - Parameters:
  ///   - data: the directory that keeps its secrets and port; nil for new ones each time.
  ///   - connect: makes a connection to the coordinator or the journal.
  /// - Throws: ``Problem`` where it cannot listen, or nobody answers.
  init(
    _ options: PageAddress, isReadOnly: Bool, keepingIn data: String?, logger: Logger,
    connect: @escaping @Sendable () throws -> DocumentSource
  ) throws {
    var configuration = DashboardConfiguration(version: Version.text, logger: logger)
    configuration.isReadOnly = isReadOnly
    configuration.isLoopback = options.address.isLoopback
    configuration.isEncrypted = options.certificate != nil
    var kept = data.map { PageSecrets(in: $0, isReadOnly: isReadOnly) }
    configuration.secrets = kept?.secrets
    dashboard = Dashboard(
      configuration, drawing: .ofReports, connect: connect, failure: DocumentSource.failure)
    var web = WebConfiguration(host: options.address.host, port: options.address.port, logger: logger)
    web.certificate = options.certificate
    // Where it was last, unless somebody else is there by now.
    let last = options.isAnyPort ? kept?.secrets.port ?? 0 : 0
    do throws(WebError) { server = try PageService.serve(web, at: last, dashboard) } catch {
      dashboard.stop()
      throw Problem(ExitStatus.usage, "the page cannot be served: \(error)")
    }
    kept?.keep(port: server.port)
    let host = options.shownHost
    address =
      (options.certificate == nil ? "http://" : "https://") + WebAddress.text(host: host, port: server.port)
      + dashboard.invitation
  }

  private static func serve(
    _ configuration: WebConfiguration, at last: Int, _ dashboard: Dashboard
  ) throws(WebError) -> WebServer {
    var wanted = configuration
    if last > 0 {
      wanted.port = last
      if let server = try? WebServer(wanted, handler: dashboard) { return server }
    }
    return try WebServer(configuration, handler: dashboard)
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
      growth: { results, source in try ReportWriter.growth(results, from: source) })
  }
}
