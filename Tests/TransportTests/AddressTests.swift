import Testing
import Transport

/// What `--listen` and `--advertise` take, and what others are told to connect to.
@Suite struct AddressTests {
  private static let interfaces = NetworkInterfaces([
    ("lo", .ipv4("127.0.0.1")), ("lo", .ipv6("::1")), ("eth0", .ipv6("2001:db8::7")),
    ("eth0", .ipv4("10.0.0.5")),
    ("ib0", .ipv6("fd00::9")),
  ])

  private func binding(_ text: String, machine: String = "head") throws -> BindingAddress {
    try BindingAddress(
      ListenAddress.parse(text), interfaces: Self.interfaces, machine: machine,
      resolve: { $0 == "localhost" ? .ipv4("127.0.0.1") : $0 == "head.example.org" ? .ipv4("10.0.0.5") : nil }
    )
  }

  @Test(arguments: [
    ("tcp://*:7733", "tcp://*:7733"), ("tcp://0.0.0.0:7733", "tcp://*:7733"),
    ("tcp://[::]:7733", "tcp://*:7733"),
    ("tcp://127.0.0.1:*", "tcp://127.0.0.1:*"), ("tcp://127.0.0.1:0", "tcp://127.0.0.1:*"),
    ("tcp://127.0.0.1:1", "tcp://127.0.0.1:1"), ("tcp://127.0.0.1:65535", "tcp://127.0.0.1:65535"),
    ("tcp://[::1]:7914", "tcp://[::1]:7914"), ("tcp://[2001:db8::7]:7914", "tcp://[2001:db8::7]:7914"),
    ("tcp://eth0:7914", "tcp://10.0.0.5:7914"), ("tcp://ib0:7914", "tcp://[fd00::9]:7914"),
    ("tcp://lo:7914", "tcp://127.0.0.1:7914"), ("tcp://localhost:7914", "tcp://127.0.0.1:7914"),
    ("tcp://head.example.org:7914", "tcp://10.0.0.5:7914"),
    ("ipc:///run/percolate.socket", "ipc:///run/percolate.socket"),
  ])
  func `an address is bound as it is meant`(_ text: String, _ endpoint: String) throws {
    #expect(try binding(text).endpoint == endpoint)
  }

  @Test(arguments: [
    "tcp://127.0.0.1:99999", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:-1", "tcp://127.0.0.1:+80",
    "tcp://127.0.0.1:0080x", "tcp://127.0.0.1:", "tcp://127.0.0.1", "tcp://127.0.0.1:7 733", "tcp://:7733",
    "tcp://[::1]", "tcp://::1:7733", "tcp://[::1:7733", "tcp://[fe80::1%eth0]:7733", "tcp://256.0.0.1:7733",
    "tcp://127.1:7733", "tcp://1.2.3.4.5:7733", "tcp://a b:7733", "tcp://-x:7733", "tcp://x..y:7733",
    "tcp://user@host:7733", "tcp://host/path:7733", "http://foo:80", "udp://127.0.0.1:1", "127.0.0.1:7733",
    "*:7733", "",
    "7733", "tcp://", "ipc://relative", "ipc://", "inproc://x", "tcp://127.0.0.1:000000000000000000007733",
    "tcp://127.0.0.1:７７３３",
  ])
  func `what is no address is refused with what was expected`(_ text: String) throws {
    let error = #expect(throws: AddressError.self) { _ = try ListenAddress.parse(text) }
    #expect(error?.description.contains("found `\(text.prefix(200))`: ") == true)
    #expect(error?.description.contains("tcp://*:7733") == true)
  }

  @Test func `a name that is not this machine's is refused with its interfaces`() throws {
    let error = #expect(throws: AddressError.self) { _ = try binding("tcp://eth7:7733") }
    #expect(error?.description.contains("lo, eth0, ib0") == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("tcp://*:7733", "head", nil, "tcp://head:7733"), ("tcp://eth0:7733", "head", nil, "tcp://10.0.0.5:7733"),
    ("tcp://ib0:7733", "head", nil, "tcp://[fd00::9]:7733"),
    ("tcp://head.example.org:7733", "head", nil, "tcp://head.example.org:7733"),
    ("tcp://*:7733", "localhost", nil, "tcp://10.0.0.5:7733"),
    ("tcp://*:7733", "", nil, "tcp://10.0.0.5:7733"),
    ("tcp://*:7733", "head", "gate.example.org", "tcp://gate.example.org:7733"),
    ("tcp://*:7733", "head", "gate.example.org:17000", "tcp://gate.example.org:17000"),
    ("tcp://127.0.0.1:7733", "head", "[fd00::5]:17000", "tcp://[fd00::5]:17000"),
    ("tcp://*:7733", "head", "fd00::5", "tcp://[fd00::5]:7733"),
    ("tcp://*:7733", "head", "[fd00::5]", "tcp://[fd00::5]:7733"),
  ])
  func `others are told what they can reach`(
    _ listen: String, _ machine: String, _ advertise: String?, _ expected: String
  ) throws {
    let advertised = try advertise.map { try AdvertisedAddress.parse($0) }
    let reachable = try binding(listen, machine: machine).reachable(
      bound: "tcp://[::ffff:10.0.0.5]:7733", advertised: advertised)
    #expect(reachable == expected)
    // What is told has to be an address itself.
    #expect(throws: Never.self) { _ = try ListenAddress.parse(reachable) }
  }

  @Test(arguments: [
    "http://foo", "tcp://foo:1", "a b", "", "*", "0.0.0.0", "[::]", "::", "*:7733", "host:", "host:0",
    "host:*",
    "host:99999", "host:port", "[::1", "256.1.1.1", "-host", "host/", "fe80::1%eth0",
  ])
  func `what nobody can connect to is not advertised`(_ text: String) {
    let error = #expect(throws: AddressError.self) { _ = try AdvertisedAddress.parse(text) }
    #expect(error?.description.contains("head.example.org") == true)
  }

  @Test func `this machine has its own loopback interface`() {
    let names = NetworkInterfaces.current()
    #expect(names.addresses.values.contains { $0.contains(.ipv4("127.0.0.1")) }, "\(names)")
    #expect(NameLookup.address(of: "localhost")?.isLoopback == true)
    #expect(NameLookup.address(of: "no-such-host.invalid") == nil)
  }
}
