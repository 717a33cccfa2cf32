/// What is done on each host of a hosts file, as command lines for ssh.
///
/// Nothing but a POSIX shell is needed there. Each step is one ssh command whose standard input is a file,
/// so that neither the access file nor its content is ever an argument that other users could read.
package struct SSHPlan: Sendable {
  /// The worker's access file on this machine.
  package var access = "worker.access.json"
  /// The program to copy.
  package var binary: String
  /// Tasks at a time where the hosts file names none; nil takes a host's physical cores.
  package var slots: Int?
  /// Private key for ssh; nil leaves it to ssh.
  package var identity: String?
  /// Port where the hosts file names none; nil leaves it to ssh.
  package var port: Int?
  /// Configuration file for ssh; nil takes the user's.
  package var configuration: String?
  /// Folder there; relative to the home.
  package var remoteDirectory = ".percolate"

  package init(binary: String) { self.binary = binary }

  /// One ssh command.
  package struct Step: Equatable, Sendable {
    /// What it does, for `--dry-run`.
    package var purpose: String
    /// The words after `ssh`.
    package var arguments: [String]
    /// The file that is its standard input; nil for none.
    package var input: String?

    /// The command as a line of a shell.
    package var line: String {
      ShellText.line(["ssh"] + arguments) + " < " + ShellText.quoted(input ?? "/dev/null")
    }
  }

  /// Checks what goes into command lines.
  ///
  /// - Throws: ``DeployError/option(name:value:expected:)``.
  package func check() throws(DeployError) {
    try Checked.path(access, option: "--access")
    try Checked.path(binary, option: "--binary")
    try Checked.path(remoteDirectory, option: "--remote-directory")
    if let identity { try Checked.path(identity, option: "--identity") }
    if let configuration { try Checked.path(configuration, option: "--ssh-config") }
    if let port { try Checked.number(port, option: "--port", 1...65_535) }
    if let slots { try Checked.number(slots, option: "--slots", 1...4096) }
  }

  /// Looks whether a worker runs there, and which program lies there.
  package func probe(_ host: SSHHost) -> Step {
    step(host, "look", RemoteScript.probe(remoteFolder))
  }

  /// Copies the program.
  package func upload(to host: SSHHost) -> Step {
    step(host, "copy the program", RemoteScript.upload(remoteFolder), input: binary)
  }

  /// Copies the access file and starts the worker.
  package func start(on host: SSHHost) -> Step {
    step(
      host, "copy the access file and start the worker",
      RemoteScript.start(remoteFolder, slots: host.slots ?? slots), input: access)
  }

  /// Tells the worker to leave.
  package func stop(on host: SSHHost) -> Step {
    step(host, "tell the worker to leave", RemoteScript.stop(remoteFolder))
  }

  /// The folder, with `~/` resolved: a command of ssh starts in the home.
  private var remoteFolder: String {
    let folder = remoteDirectory.hasPrefix("~/") ? String(remoteDirectory.dropFirst(2)) : remoteDirectory
    return folder.hasPrefix("/") ? folder : "./" + folder
  }

  private func step(_ host: SSHHost, _ purpose: String, _ script: String, input: String? = nil) -> Step {
    // No questions, no forwarding, and an end where the other side is silent.
    var arguments = [
      "-T", "-x", "-a", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o",
      "ServerAliveCountMax=3", "-o", "ClearAllForwardings=yes",
    ]
    if let configuration { arguments += ["-F", configuration] }
    if let identity { arguments += ["-i", identity, "-o", "IdentitiesOnly=yes"] }
    if let port = host.port ?? port { arguments += ["-p", "\(port)"] }
    arguments += ["--", host.destination, "exec sh -c \(ShellText.alwaysQuoted(script))"]
    return Step(purpose: purpose, arguments: arguments, input: input)
  }
}
