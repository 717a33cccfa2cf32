import Foundation
import TestSupport

/// An sshd of this test's own: its keys, its configuration, a loopback port.
final class LocalSSHServer {
  let folder: TemporaryDirectory
  let port: Int
  private let server: RunningProcess

  init() throws {
    folder = try TemporaryDirectory()
    for name in ["host-key", "client-key", "stranger-key"] {
      let made = try RunningProcess.run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder.path(name)])
      guard made.ending == .code(0) else { throw GaveUp(description: "no key: \(made.text)") }
    }
    try folder.write(try folder.read("client-key.pub"), to: "authorized_keys")
    // sshd run by root wants this folder, which its package makes at boot.
    if geteuid() == 0 {
      try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
    }
    // A free port may be taken by another program before sshd takes it: then try the next.
    var last = "no port was tried"
    for _ in 0..<5 {
      let port = try LoopbackPort.free()
      try folder.write(
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

        """, to: "sshd_config")
      let server = try RunningProcess("/usr/sbin/sshd", ["-D", "-e", "-f", folder.path("sshd_config")])
      if server.errors.wait(until: { $0.contains("Server listening") }) {
        self.server = server
        self.port = port
        let key = try folder.read("host-key.pub")
        try folder.write("[127.0.0.1]:\(port) \(key)", to: "known_hosts")
        try folder.write(LocalSSHServer.clientConfiguration(folder.path), to: "ssh_config")
        return
      }
      last = server.errors.text
    }
    throw GaveUp(description: "sshd did not start: \(last)")
  }

  deinit {
    server.send(SIGTERM)
    _ = try? server.exit()
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
}
