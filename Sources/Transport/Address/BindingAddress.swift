/// Where to bind, and what others call that: a ``ListenAddress`` on a machine with certain interfaces.
package struct BindingAddress: Hashable, Sendable {
  /// As ZeroMQ binds it: numeric, `*`, or a path.
  package let endpoint: String
  /// What others connect to, without the port; nil for a path.
  private let host: NetworkHost?

  /// - Parameters:
  ///   - interfaces: this machine's.
  ///   - machine: this machine's own name.
  /// - Throws: ``AddressError`` for a name that is neither an interface's nor means this machine.
  package init(
    _ listen: ListenAddress, interfaces: NetworkInterfaces, machine: String, resolve: (String) -> NetworkHost?
  ) throws(AddressError) {
    guard case .tcp(let asked, let port) = listen else {
      endpoint = listen.endpoint
      host = nil
      return
    }
    var bound = asked
    switch asked {
    case .any: host = BindingAddress.name(of: machine, interfaces)
    case .ipv4, .ipv6: host = asked
    case .name(let name):
      if let addresses = interfaces.addresses[name] {
        guard let address = addresses.first else {
          throw AddressError(
            expected: "it takes an interface with an address", found: name,
            why: "it has none; name an address or * instead")
        }
        bound = address
        host = address
      } else if let address = resolve(name) {
        bound = address
        host = asked
      } else {
        throw AddressError(
          expected: "it takes an address, a name or an interface of this machine", found: name,
          why: "the interfaces are \(interfaces.names.joined(separator: ", "))")
      }
    }
    endpoint = ListenAddress.tcp(bound, port: port).endpoint
  }

  /// What others connect to.
  ///
  /// - Parameters:
  ///   - bound: the endpoint as ZeroMQ gives it back, with the port that was taken.
  ///   - advertised: what the user says that others use.
  package func reachable(bound: String, advertised: AdvertisedAddress?) -> String {
    guard let host, let port = bound.split(separator: ":").last else { return bound }
    return "tcp://\((advertised?.host ?? host).text):\(advertised?.port.map { "\($0)" } ?? String(port))"
  }

  /// A machine that listens everywhere goes by its name, or by its first address where its name means itself
  /// everywhere.
  private static func name(of machine: String, _ interfaces: NetworkInterfaces) -> NetworkHost {
    let named = NetworkHost.parse(machine)
    if let named, named != .any, !named.isLoopback { return named }
    let addresses = interfaces.names.flatMap { interfaces.addresses[$0] ?? [] }
    return addresses.first { !$0.isLoopback } ?? named ?? .name("localhost")
  }
}
