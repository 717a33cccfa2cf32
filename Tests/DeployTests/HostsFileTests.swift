import TestSupport
import Testing

@testable import Deploy

struct HostsFileTests {
  private func parse(_ text: String) throws -> [SSHHost] {
    try HostsFile.parse(Array(text.utf8), name: "hosts.txt")
  }

  @Test func `users, ports, slots, addresses and comments are read`() throws {
    let hosts = try parse(
      "\u{FEFF}# head\r\nnode1\r\n\n  node-2.cluster:2222\tslots=8 # the big one\nlab@[2001:db8::7]:22\n::1\nx_1@10.0.0.3\n"
    )
    #expect(
      hosts == [
        SSHHost(name: "node1"), SSHHost(name: "node-2.cluster", port: 2222, slots: 8),
        SSHHost(user: "lab", name: "2001:db8::7", port: 22), SSHHost(name: "::1"),
        SSHHost(user: "x_1", name: "10.0.0.3"),
      ])
    #expect(
      hosts.map(\.label) == ["node1", "node-2.cluster:2222", "lab@[2001:db8::7]:22", "::1", "x_1@10.0.0.3"])
  }

  @Test(arguments: [
    ("-oProxyCommand=touch${IFS}x", "is no host name"), ("a@-oProxyCommand=x", "is no host name"),
    ("-l@host", "is no user name"), ("host;reboot", "is no host name"), ("$(reboot)", "is no host name"),
    ("`reboot`", "is no host name"), ("a|b", "is no host name"), ("a&b", "is no host name"),
    ("a'b", "is no host name"), ("a\"b", "is no host name"), ("a\\b", "is no host name"),
    ("../x", "is no host name"),
    ("a@b@c", "is no host name"), ("@host", "is no user name"), ("user@", "is no host name"),
    ("hôst", "is no host name"), ("[::1", "is no host name"), ("[::1]x", "after `]` comes :port"),
    ("[-F]:1", "is no host name"), ("host:0", "a port is 1 to 65535"), ("host:65536", "a port is 1 to 65535"),
    ("host:", "a port is 1 to 65535"), ("host:+22", "a port is 1 to 65535"),
    ("host:22x", "a port is 1 to 65535"),
    ("host slots=0", "slots takes 1 to 4096"), ("host slots=99999999999999999999", "slots takes 1 to 4096"),
    ("host slots=2 slots=3", "slots is given twice"), ("host slot=2", "is no setting of a host"),
    ("host\u{A0}slots=2", "the no-break space U+00A0"), ("ho\u{200B}st", "the invisible character U+200B"),
    ("host other", "is no setting of a host"), ("good", "already on line 1"),
  ])
  func `a hostile or mistaken line is refused with its place`(line: String, problem: String) throws {
    let error = #expect(throws: DeployError.self) { try parse("good\n\(line)\n") }
    let text = try #require(error.map { "\($0)" })
    #expect(text.hasPrefix("hosts.txt:2: "))
    #expect(text.contains(problem), "\(text)")
  }

  @Test func `control characters do not reach the terminal`() throws {
    let error = #expect(throws: DeployError.self) { try parse("a\u{1B}[2Jb\n") }
    #expect(error.map { "\($0)".contains("\u{1B}") } == false)
  }

  @Test func `a file without hosts, of other bytes or too large is refused`() {
    #expect(throws: DeployError.self) { try parse("# nobody\n\n") }
    #expect(throws: DeployError.self) { try HostsFile.parse([0x61, 0xFF, 0xFE], name: "h") }
    #expect(throws: DeployError.self) {
      try HostsFile.parse([UInt8](repeating: 0x61, count: 1 << 20 | 1), name: "h")
    }
    #expect(throws: DeployError.self) { try parse((0...10_000).map { "h\($0)" }.joined(separator: "\n")) }
  }

  @Test func `random bytes are answered, never trapped on`() {
    var random = SeededGenerator(seed: 20_240_823)
    let alphabet = Array("ab1.-@:[]#= \t\n\r;$'\u{7F}\u{0}é".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      for host in (try? HostsFile.parse(bytes, name: "h")) ?? [] {
        #expect(!host.destination.hasPrefix("-"))
        #expect(!host.destination.contains { " ;$'\n\u{0}".contains($0) })
      }
    }
  }
}
