import Foundation

/// An sshd of this test's own: its keys, its configuration, a loopback port.
final class LocalSSHServer {
  let folder: TemporaryFolder
  let port: Int
  private let server: Program

  struct Failure: Error {
    let text: String
  }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["host-key", "client-key", "stranger-key"] {
      let made = try Program.run(
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.path + "/" + name)
      guard made.status == 0 else { throw Failure(text: made.output) }
    }
    try folder.write("authorized_keys", try folder.read("client-key.pub"))
    // sshd run by root wants this folder, which its package makes at boot.
    if geteuid() == 0 {
      try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    // A free port may be taken by another program before sshd takes it: then try the next.
    var last = "no port was tried"
    for _ in 0..<5 {
      let port = try LocalSSHServer.freePort()
      try folder.write(
        "sshd_config",
        """
        ListenAddress 127.0.0.1:\(port)
        HostKey \(folder.path)/host-key
        AuthorizedKeysFile \(folder.path)/authorized_keys
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        MaxStartups 100

        """)
      let server = try Program(["/usr/sbin/sshd", "-D", "-e", "-f", folder.path + "/sshd_config"])
      if server.waitForLine(containing: "Server listening") != nil {
        self.server = server
        self.port = port
        let key = try folder.read("host-key.pub")
        try folder.write("known_hosts", "[127.0.0.1]:\(port) \(key)")
        try folder.write("ssh_config", LocalSSHServer.clientConfiguration(folder.path))
        return
      }
      last = server.finish().output
    }
    throw Failure(text: "sshd did not start: \(last)")
  }

  deinit {
    server.send(SIGTERM)
    _ = server.finish()
  }

  /// Ignores everything that belongs to whoever runs the test.
  private static func clientConfiguration(_ folder: String) -> String {
    """
    UserKnownHostsFile \(folder)/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    IdentityAgent none

    """
  }

  /// A port that was free a moment ago.
  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    guard code == 0 else { throw Failure(text: "no loopback port is free") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
