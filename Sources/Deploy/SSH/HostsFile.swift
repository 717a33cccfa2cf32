internal import Platform
internal import SweepModel

/// The machines to start workers on: one `[user@]host[:port] [slots=N]` a line, `#` starts a comment.
///
/// Names go into command lines, so that anything a shell or ssh would read as more than a name is refused.
package enum HostsFile {
  private static let limit = 1 << 20
  private static let countLimit = 10_000

  /// The hosts of a file's bytes, in its order; `name` is what messages call the file.
  ///
  /// - Throws: ``DeployError/hostLine(file:line:problem:)`` or ``DeployError/hostsFile(file:problem:)``.
  package static func parse(_ bytes: [UInt8], name: String) throws(DeployError) -> [SSHHost] {
    guard bytes.count <= limit else {
      throw .hostsFile(file: name, problem: "it has over 1 MiB; a hosts file has one machine on each line")
    }
    let text: String
    do throws(TextProblem) { text = try TextReader.text(of: bytes) } catch {
      throw .hostLine(file: name, line: error.line, problem: "\(error.found); expected \(error.expected)")
    }
    var hosts: [SSHHost] = []
    var lines: [String: Int] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.prefix { $0 != "#" }
      let words = content.split { $0 == " " || $0 == "\t" }.map(String.init)
      guard let first = words.first else { continue }
      if let found = content.unicodeScalars.compactMap(TextReader.nameOfInvisible).first {
        throw .hostLine(
          file: name, line: index + 1, problem: "\(found); expected an ordinary space, or nothing")
      }
      func refuse(_ problem: String) -> DeployError {
        .hostLine(file: name, line: index + 1, problem: problem)
      }
      var host: SSHHost
      switch destination(first) {
      case .success(let parsed): host = parsed
      case .failure(let problem): throw refuse(problem.text)
      }
      for word in words.dropFirst() {
        guard word.hasPrefix("slots=") else {
          throw refuse("`\(shown(word))` is no setting of a host; after the host comes slots=N or nothing")
        }
        guard host.slots == nil else { throw refuse("slots is given twice") }
        guard let slots = Int(word.dropFirst("slots=".count)), (1...4096).contains(slots) else {
          throw refuse("slots takes 1 to 4096, found `\(shown(String(word.dropFirst("slots=".count))))`")
        }
        host.slots = slots
      }
      if let earlier = lines.updateValue(index + 1, forKey: host.label) {
        throw refuse("\(host.label) is already on line \(earlier); give more tasks to a machine with slots=N")
      }
      hosts.append(host)
      guard hosts.count <= countLimit else {
        throw .hostsFile(file: name, problem: "it has over \(countLimit) hosts; start them in several files")
      }
    }
    guard !hosts.isEmpty else {
      throw .hostsFile(file: name, problem: "it names no host; write one [user@]host[:port] [slots=N] a line")
    }
    return hosts
  }

  private struct Refusal: Error {
    let text: String
  }

  private static func destination(_ text: String) -> Result<SSHHost, Refusal> {
    var rest = text[...]
    var host = SSHHost(name: "")
    if let at = rest.firstIndex(of: "@") {
      let user = String(rest[..<at])
      guard isName(user, marks: "._-") else {
        return .failure(Refusal(text: "`\(shown(user))` is no user name (letters, digits, `.`, `_`, `-`)"))
      }
      host.user = user
      rest = rest[rest.index(after: at)...]
    }
    var portText: Substring?
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host.name = String(rest[rest.index(after: rest.startIndex)..<end])
      let after = rest[rest.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else {
        return .failure(Refusal(text: "after `]` comes :port or nothing, found `\(shown(String(after)))`"))
      }
      portText = after.isEmpty ? nil : after.dropFirst()
    } else if rest.count(where: { $0 == ":" }) == 1, let colon = rest.firstIndex(of: ":") {
      host.name = String(rest[..<colon])
      portText = rest[rest.index(after: colon)...]
    } else {
      host.name = String(rest)
    }
    let isAddress = host.name.count(where: { $0 == ":" }) > 1
    guard
      isAddress
        ? host.name.allSatisfy({ $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") })
        : isName(host.name, marks: "._-")
    else {
      return .failure(
        Refusal(
          text: "`\(shown(host.name))` is no host name (letters, digits, `.`, `_`, `-`; none begins with `-`)"
        ))
    }
    if let portText {
      guard portText.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(portText),
        (1...65_535).contains(port)
      else { return .failure(Refusal(text: "a port is 1 to 65535, found `\(shown(String(portText)))`")) }
      host.port = port
    }
    return .success(host)
  }

  /// Letters, digits and marks, with a letter or digit first: no option, no metacharacter.
  static func isName(_ text: String, marks: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 253 else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || marks.utf8.contains($0) }
  }

  /// A hostile word in a message: short, and without control characters.
  private static func shown(_ text: String) -> String {
    let plain = text.unicodeScalars.prefix(60).map {
      $0.properties.generalCategory == .control ? "?" : String($0)
    }
    return plain.joined() + (text.unicodeScalars.count > 60 ? "..." : "")
  }
}
