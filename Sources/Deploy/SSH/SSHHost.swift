/// One machine of a hosts file.
package struct SSHHost: Equatable, Hashable, Sendable {
  /// Who logs in; nil leaves it to ssh.
  package var user: String?
  /// A name, an alias of the ssh configuration, or an address.
  package var name: String
  /// Port; nil leaves it to the options or ssh.
  package var port: Int?
  /// Tasks at a time; nil leaves it to the options or the worker.
  package var slots: Int?

  package init(user: String? = nil, name: String, port: Int? = nil, slots: Int? = nil) {
    self.user = user
    self.name = name
    self.port = port
    self.slots = slots
  }

  /// How messages call it, as the hosts file does.
  package var label: String {
    let host = name.contains(":") && port != nil ? "[\(name)]" : name
    return (user.map { $0 + "@" } ?? "") + host + (port.map { ":\($0)" } ?? "")
  }

  /// The destination for ssh.
  var destination: String { (user.map { $0 + "@" } ?? "") + name }
}
