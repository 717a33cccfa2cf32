import Foundation
import TestSupport

/// A scenario of the folder Browser in a headless Chromium.
enum Browser {
  /// Runs it to its end.
  static func run(_ name: String, _ address: String, within seconds: Double) throws -> Cluster.Answer {
    try start(name, address).finish(within: seconds)
  }

  /// - Parameter input: what the scenario reads when it waits for the test.
  static func start(_ name: String, _ address: String, input: Int32? = nil) throws -> RunningProcess {
    let folder = Checkout.file("Tests/EndToEndTests/Browser").path
    return try RunningProcess(
      Checkout.file(".build-python/bin/python").path, [folder + "/\(name).py", address],
      environment: ["PYTHONDONTWRITEBYTECODE": "1"], input: input)
  }
}

/// Somebody who asks a page for one thing at a time, with curl.
final class PageVisitor {
  struct Answer {
    var status: Int
    var body: String
  }

  private let base: String
  private let certificate: String?
  /// What the page set when it let this visitor in.
  private(set) var cookie = ""

  init(_ address: String, isLetIn: Bool = true, certificate: String? = nil) throws {
    self.certificate = certificate
    let parts = address.components(separatedBy: "/?")
    base = parts[0]
    guard isLetIn else { return }
    let answer = try curl(["-i", address])
    for line in answer.body.split(whereSeparator: \.isNewline)
    where line.lowercased().hasPrefix("set-cookie:") {
      cookie = line.dropFirst(11).trimmingCharacters(in: .whitespaces)
    }
  }

  func get(_ path: String, host: String? = nil) throws -> Answer {
    try curl((host.map { ["-H", "Host: \($0)"] } ?? []) + [base + path])
  }

  func post(_ path: String, _ fields: String, origin: String? = nil) throws -> Answer {
    try curl((origin.map { ["-H", "Origin: \($0)"] } ?? []) + ["-d", fields, base + path])
  }

  private func curl(_ arguments: [String]) throws -> Answer {
    var options = ["-s", "-g", "-w", "\n%{http_code}", "--max-time", "30"]
    if let certificate { options += ["--cacert", certificate, "--connect-to", "localhost::127.0.0.1:"] }
    if let pair = cookie.split(separator: ";").first { options += ["-H", "Cookie: \(pair)"] }
    var target = arguments
    if certificate != nil {
      target = target.map { $0.replacing("https://127.0.0.1", with: "https://localhost") }
    }
    let answer = try Command.run(options + target, program: "/usr/bin/curl")
    guard let end = answer.output.lastIndex(of: "\n"),
      let status = Int(answer.output[answer.output.index(after: end)...]), status > 0
    else { throw GaveUp(description: "no answer: \(answer.ending) \(answer.errors) \(answer.output)") }
    return Answer(status: status, body: String(answer.output[..<end]))
  }
}
