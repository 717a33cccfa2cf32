import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import Web

/// A server and its clients on one machine, over real sockets.
@Suite struct WebServerTests {
  private struct Echo: WebHandler {
    func answer(_ request: WebRequest) async -> WebAnswer {
      if request.path == ["large"] {
        return WebAnswer(
          body: .writer { write in for _ in 0..<64 { try await write([UInt8](repeating: 65, count: 1 << 16)) }
          })
      }
      let form = request.form.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(
        separator: " ")
      let query = request.query.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(
        separator: " ")
      return .text(
        "\(request.method) \(request.path) [\(query)] [\(form)] \(request.host) \(request.cookies["a"] ?? "-")\n"
      )
    }
  }

  private func serve(_ change: (inout WebConfiguration) -> Void = { _ in }) throws -> WebServer {
    var logger = Logger(label: "web")
    logger.logLevel = .critical
    var configuration = WebConfiguration(host: "127.0.0.1", port: 0, logger: logger)
    change(&configuration)
    return try WebServer(configuration, handler: Echo())
  }

  @Test func `requests arrive in parts, and answers in one piece`() async throws {
    try await apart { [self] in
      let server = try serve()
      defer { server.stop() }
      let answer = try Client(server.port).ask(
        "GET /a%20b/c%2Fd?x=1&y=two+words&x=2&%zz=q HTTP/1.1\r\nHost: here:1\r\nCookie: b=2; a=1\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200"))
      #expect(answer.hasSuffix("get [\"a b\", \"c/d\"] [%zz:q x:2 y:two words] [] here:1 1\n"), "\(answer)")
      let form = "a=%3Cb%3E&c=d+e"
      let posted = try Client(server.port).ask(
        "POST /f HTTP/1.1\r\nHost: h\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)")
      #expect(posted.hasSuffix("post [\"f\"] [] [a:<b> c:d e] h -\n"), "\(posted)")
      let head = try Client(server.port).ask("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      #expect(head.contains("Content-Length: ") && head.hasSuffix("\r\n\r\n"), "\(head)")
    }
  }

  @Test func `what is no request of this server's is refused`() async throws {
    try await apart { [self] in
      let server = try serve()
      defer { server.stop() }
      for (request, status) in [
        ("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", "405"), ("GET /%FF HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: h\r\n\r\n", "414"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n", "400"),
        ("nonsense\r\n\r\n", "400"),
        (
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n\(String(repeating: "a", count: 70_000))",
          "413"
        ),
      ] {
        let answer = try Client(server.port).ask(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(request.prefix(40)): \(answer.prefix(200))")
      }
    }
  }

  @Test func `a client that sends a byte now and then is not waited for`() async throws {
    try await apart { [self] in
      let server = try serve {
        $0.requestSeconds = 0.5
        $0.idleSeconds = 0.5
      }
      defer { server.stop() }
      let slow = try Client(server.port)
      // It never falls silent, so that only a deadline for the whole request ends it.
      slow.trickle("GET / HTTP/1.1\r\nHost: slow\r\nX: " + String(repeating: "a", count: 10_000))
      #expect(try slow.readToEnd().isEmpty)
      let second = try Client(server.port)
      try second.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT")
      #expect(try second.readToEnd().hasSuffix("h -\n"))
      let idle = try Client(server.port)
      try idle.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
      #expect(try !idle.readToEnd().contains("200"))
    }
  }

  @Test func `an answer waits for who reads it slowly, and others do not`() async throws {
    try await apart { [self] in
      let server = try serve()
      defer { server.stop() }
      let slow = try Client(server.port)
      try slow.send("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      for _ in 0..<20 {
        #expect(try Client(server.port).ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").contains("200"))
      }
      #expect(try slow.readToEnd().utf8.count > 64 << 16)
    }
  }

  @Test func `connections beyond the limit wait for one that ends`() async throws {
    try await apart { [self] in
      let server = try serve { $0.connections = 4 }
      defer { server.stop() }
      var open: [Client] = []
      for _ in 0..<4 {
        let client = try Client(server.port)
        #expect(try client.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").contains("200"))
        open.append(client)
      }
      let late = try Client(server.port)
      try late.send("GET / HTTP/1.1\r\nHost: late\r\nConnection: close\r\n\r\n")
      open.removeFirst().close()
      #expect(try late.readToEnd().contains("late -"))
    }
  }

  @Test func `an address that is taken is said to be`() async throws {
    try await apart { [self] in
      let server = try serve()
      defer { server.stop() }
      let port = server.port
      let error = #expect(throws: WebError.self) { try serve { $0.port = port } }
      #expect("\(try #require(error))".contains("127.0.0.1:\(port): Address already in use"))
    }
  }
}

@Suite struct WebAddressTests {
  @Test func `addresses are host and port`() {
    #expect(WebAddress("127.0.0.1:80") == WebAddress(host: "127.0.0.1", port: 80))
    #expect(WebAddress("[::1]:0") == WebAddress(host: "::1", port: 0))
    for wrong in [
      "", ":80", "host", "host:", "host:70000", "host:-1", "::1:80", "a b:1", "h/x:1", "u@h:1", "h:٣",
    ] {
      #expect(WebAddress(wrong) == nil, "\(wrong)")
    }
    let own = ["127.0.0.1", "127.9.9.9", "localhost", "::1"]
    let others = ["0.0.0.0", "10.0.0.1", "127.0.0.1.evil.example", "127.0.0", "localhost.evil.example", "::"]
    #expect(own.allSatisfy { WebAddress(host: $0, port: 1).isLoopback })
    #expect(!others.contains { WebAddress(host: $0, port: 1).isLoopback })
  }

  @Test func `what is encoded reads back as itself`() {
    for text in ["", "a b&c=d+e%", "ä\u{1F600}/..", "<script>"] {
      #expect(FormCoding.fields("q=" + FormCoding.encoded(text)) == ["q": text])
      #expect(FormCoding.path("/" + FormCoding.encoded(text)) == (text.isEmpty ? [] : [text]))
    }
    #expect(FormCoding.path("/%C3%28") == nil)
    #expect(FormCoding.fields("%C3%28=1&b") == ["b": ""])
  }
}

/// Runs what blocks on a thread of its own: a server answers on the threads that tests run on.
private func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

/// A client that is in charge of every byte.
private final class Client: @unchecked Sendable {
  // The descriptor never changes; the sending thread and the test use it for different directions.
  private let descriptor: Int32

  init(_ port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var limit = timeval(tv_sec: Int(Patience.seconds), tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard code == 0 else { throw GaveUp(description: "no connection: \(errno)") }
  }

  deinit { Glibc.close(descriptor) }

  func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // A server that has refused reads no further.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends byte by byte on a thread of its own until the server has enough.
  func trickle(_ text: String) {
    let descriptor = descriptor
    Thread.detachNewThread { [self] in
      withExtendedLifetime(self) {
        for byte in text.utf8 {
          var byte = byte
          guard Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL)) == 1 else { return }
          // The pace of a slow client is the subject.
          usleep(20_000)
        }
      }
    }
  }

  /// Sends a request and reads an answer with its length, or to the connection's end.
  func ask(_ request: String) throws -> String {
    try send(request)
    var answer: [UInt8] = []
    while try !isWhole(answer), let piece = try read() { answer += piece }
    return String(decoding: answer, as: UTF8.self)
  }

  func readToEnd() throws -> String {
    var answer: [UInt8] = []
    while let piece = try read() { answer += piece }
    return String(decoding: answer, as: UTF8.self)
  }

  private func isWhole(_ answer: [UInt8]) throws -> Bool {
    let text = String(decoding: answer, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"),
      let length = text.firstMatch(of: /Content-Length: ([0-9]+)/.ignoresCase()).flatMap({ Int($0.output.1) })
    else { return false }
    return text[end.upperBound...].utf8.count >= length
  }

  /// Nil at the end.
  private func read() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count < 0, errno == EAGAIN { throw GaveUp(description: "the server did not answer") }
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }
}
