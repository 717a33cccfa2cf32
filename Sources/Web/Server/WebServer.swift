internal import Dispatch
internal import HTTPTypes
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Platform
internal import ServiceLifecycle
internal import Synchronization

/// An HTTP server with one thread for its connections, whose handler answers on the tasks of Swift's own threads.
package final class WebServer: Sendable {
  /// The port that it listens on.
  package let port: Int
  private let group: MultiThreadedEventLoopGroup
  private let task: Task<Void, any Error>

  /// Starts a server, and returns once it listens. Not to be called from a task.
  ///
  /// - Throws: ``WebError``.
  package init(_ configuration: WebConfiguration, handler: some WebHandler) throws(WebError) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let started = StartSignal()
    let server: any Service
    do {
      server = try WebServer.builder(configuration).buildServer(
        configuration: ServerConfiguration(
          address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
          availableConnectionsDelegate: MaximumAvailableConnections(configuration.connections)),
        eventLoopGroup: group, logger: WebServer.quiet(configuration.logger),
        responder: { request, writer, channel in
          let answer = await WebServer.answer(request, from: channel, configuration, handler)
          try await WebServer.write(answer, isHead: request.method == .head, to: writer)
        },
        onServerRunning: { channel in started.give(.success(channel.localAddress?.port ?? configuration.port))
        })
    } catch let error as WebError {
      group.shutdownGracefully { _ in }
      throw error
    } catch {
      group.shutdownGracefully { _ in }
      throw .cannotListen(host: configuration.host, port: configuration.port, reason: "\(error)")
    }
    task = Task {
      do { try await server.run() } catch {
        started.give(.failure(error))
        throw error
      }
    }
    self.group = group
    switch started.take() {
    case .success(let port): self.port = port
    case .failure(let error):
      group.shutdownGracefully { _ in }
      throw .cannotListen(
        host: configuration.host, port: configuration.port,
        reason: (error as? IOError).map { Errno.text($0.errnoCode) } ?? "\(error)")
    }
  }

  /// Ends it with all of its connections. Not to be called from a task.
  package func stop() {
    let done = DispatchSemaphore(value: 0)
    task.cancel()
    Task { [task] in
      _ = await task.result
      done.signal()
    }
    // Answers that are being written are given up; one that does not notice is no reason to stay.
    _ = done.wait(timeout: .now() + 5)
    group.shutdownGracefully { _ in done.signal() }
    done.wait()
  }

  private static func builder(_ configuration: WebConfiguration) throws -> HTTPServerBuilder {
    let (request, idle) = (configuration.requestSeconds, configuration.idleSeconds)
    let http = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [RequestDeadline(requestSeconds: request, idleSeconds: idle)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: configuration.headLimit, maxHeaderListSize: configuration.headLimit,
          maxHeaderFieldCount: 100)))
    guard let certificate = configuration.certificate else { return http }
    return try .tls(http, tlsConfiguration: certificate.tls())
  }

  /// The library speaks of each start, and calls a stop an error; what concerns users is thrown.
  private static func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(.critical, logger.logLevel)
    return logger
  }

  private static func answer(
    _ request: Request, from channel: any Channel, _ configuration: WebConfiguration,
    _ handler: some WebHandler
  ) async -> WebAnswer {
    guard let method = WebRequest.Method(request.method) else {
      return WebAnswer(status: 405, headers: [("Allow", "GET, HEAD, POST")])
    }
    guard let target = request.head.path, target.hasPrefix("/"), target.utf8.count <= 8192 else {
      return .text("the address is longer than 8 KiB, or none\n", status: 414)
    }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = FormCoding.path(parts[0]) else {
      return .text("the address is no UTF-8\n", status: 400)
    }
    var form: [String: String] = [:]
    if method == .post {
      guard let body = try? await request.body.collect(upTo: configuration.formLimit) else {
        return .text("a form has at most \(configuration.formLimit) bytes\n", status: 413)
      }
      form = FormCoding.fields(String(buffer: body))
    }
    return await handler.answer(
      WebRequest(
        method: method, path: path, query: parts.count > 1 ? FormCoding.fields(parts[1]) : [:],
        target: target,
        host: request.head.authority ?? "", cookies: cookies(request.headers[values: .cookie]),
        origin: request.headers[.origin],
        lastEventID: HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] },
        form: form, remote: channel.remoteAddress?.ipAddress ?? ""))
  }

  private static func cookies(_ headers: [String]) -> [String: String] {
    var cookies: [String: String] = [:]
    for cookie in headers.joined(separator: ";").split(separator: ";") {
      let parts = cookie.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      cookies[parts[0].trimmed] = parts[1].trimmed
    }
    return cookies
  }

  private static func write(_ answer: WebAnswer, isHead: Bool, to writer: consuming ResponseWriter)
    async throws
  {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    let status = HTTPResponse.Status(code: max(100, min(599, answer.status)))
    switch answer.body {
    case .bytes(let bytes):
      fields[.contentLength] = "\(bytes.count)"
      let response = HTTPResponse(status: status, headerFields: fields)
      if isHead { return try await writer.writeResponse(response) }
      try await writer.write(response: response, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case .writer(let body):
      let response = HTTPResponse(status: status, headerFields: fields)
      if isHead { return try await writer.writeResponse(response) }
      var sink: any ResponseBodyWriter = try await writer.writeHead(response)
      try await body { try await sink.write(ByteBuffer(bytes: $0)) }
      try await sink.finish(nil)
    }
  }
}

extension WebRequest.Method {
  fileprivate init?(_ method: HTTPRequest.Method) {
    switch method {
    case .get: self = .get
    case .head: self = .head
    case .post: self = .post
    default: return nil
    }
  }
}

extension WebConfiguration.Certificate {
  fileprivate func tls() throws(WebError) -> TLSConfiguration {
    let certificates: [NIOSSLCertificate]
    do { certificates = try NIOSSLCertificate.fromPEMFile(chain) } catch {
      throw .certificate(path: chain, reason: "\(error)")
    }
    do {
      return .makeServerConfiguration(
        certificateChain: certificates.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
    } catch { throw .certificate(path: key, reason: "\(error)") }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// Hands the outcome of a start from a task to the thread that waits for it.
private final class StartSignal: Sendable {
  private let outcome = Mutex<Result<Int, any Error>?>(nil)
  private let signal = DispatchSemaphore(value: 0)

  /// The first one counts.
  func give(_ result: Result<Int, any Error>) {
    let isFirst = outcome.withLock { outcome in
      defer { outcome = outcome ?? result }
      return outcome == nil
    }
    if isFirst { signal.signal() }
  }

  func take() -> Result<Int, any Error> {
    signal.wait()
    return outcome.withLock { $0 } ?? .failure(CancellationError())
  }
}
