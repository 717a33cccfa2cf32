internal import Dashboard
internal import Logging
internal import Transport
internal import Web

/// Serves a coordinator's metrics from its own process, which asks it as any client does: what a scraper gets says that
/// the coordinator answers.
struct MetricsService {
  /// Where to serve.
  enum Address: Equatable {
    /// Where exporters of OpenTelemetry do, unless somebody is there.
    case byDefault
    case at(WebAddress)
    case nowhere

    /// - Throws: ``Problem`` for what is no address.
    init(_ option: String?) throws {
      switch option {
      case nil: self = .byDefault
      case "none": self = .nowhere
      case let text?:
        guard let address = WebAddress(text) else {
          throw Problem(
            ExitStatus.usage,
            "--metrics-address takes HOST:PORT such as 127.0.0.1:9464, or none, found `\(text)`")
        }
        self = .at(address)
      }
    }
  }

  private static let standard = WebAddress(host: "127.0.0.1", port: 9464)
  private let server: WebServer
  private let threads: AnswerThreads

  /// - Returns: nil where nothing is to be served, or the default address is taken.
  /// - Throws: ``Problem`` where an address that was asked for cannot be listened on.
  init?(_ address: Address, data: String, logger: Logger) throws {
    if address == .nowhere { return nil }
    threads = AnswerThreads(
      name: "metrics",
      connect: { try DocumentSource(access: AccessFile.load(AccessPath.client(in: data)), timeout: 5) },
      failure: DocumentSource.failure)
    var place = MetricsService.standard
    if case .at(let other) = address { place = other }
    var configuration = WebConfiguration(host: place.host, port: place.port, logger: logger)
    configuration.connections = 100
    do {
      server = try WebServer(
        configuration, handler: MetricsEndpoint(version: Version.text, threads: threads))
    } catch {
      threads.stop()
      guard address == .byDefault else { throw Problem(ExitStatus.usage, "metrics: \(error)") }
      logger.notice("metrics are served nowhere: \(error); --metrics-address names another address")
      return nil
    }
    logger.info("metrics on http://\(WebAddress.text(host: place.host, port: server.port))/metrics")
  }

  func stop() {
    server.stop()
    threads.stop()
  }
}
