internal import ArgumentParser
internal import Deploy
internal import Foundation

struct DeploySystemdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systemd", abstract: "Print units that keep a coordinator and a worker running.",
    discussion: """
      percolate deploy systemd --output /etc/systemd/system && systemctl daemon-reload

      The machine's units run as the user percolate: `useradd --system --home-dir /var/lib/percolate percolate`. \
      With --user they run as you, from your own service manager.
      """)

  enum RoleChoice: String, ExpressibleByArgument, CaseIterable {
    case coordinator, worker, both

    var roles: [SystemdUnit.Role] {
      switch self {
      case .coordinator: [.coordinator]
      case .worker: [.worker]
      case .both: [.coordinator, .worker]
      }
    }
  }

  @Flag(help: "Units for your own service manager.")
  var user = false
  @Option(help: "Which units: coordinator, worker or both.")
  var role = RoleChoice.both
  @Option(
    help: ArgumentHelp(
      "Directory with the journal and results.",
      discussion: "Default: /var/lib/percolate/data, or percolate-data in your home with --user.",
      valueName: "dir"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "The worker's access file. Default: worker.access.json in the data directory.", valueName: "file"))
  var access: String?
  @Option(help: ArgumentHelp("Where the coordinator listens.", valueName: "address"))
  var listen = "tcp://*:7733"
  @Option(help: ArgumentHelp("Name or address of the coordinator's machine for workers.", valueName: "host"))
  var advertise: String?
  @Option(help: ArgumentHelp("Tasks at a time. Default: physical cores.", valueName: "n"))
  var slots: Int?
  @Option(help: ArgumentHelp("Time to save checkpoints when leaving.", valueName: "duration"))
  var grace = "30s"
  @Option(help: ArgumentHelp("The program.", valueName: "path"))
  var binary = "/usr/local/bin/percolate"
  @Option(help: ArgumentHelp("Write the units into this directory instead of stdout.", valueName: "dir"))
  var output: String?

  func run() throws {
    var unit = SystemdUnit()
    unit.isForUser = user
    unit.data = data.map(DeployFiles.absolute)
    unit.access = access.map(DeployFiles.absolute)
    unit.listen = try AddressArgument.listen(listen)
    unit.advertise = try advertise.map { try AddressArgument.advertised($0) }
    unit.slots = slots
    unit.grace = try DurationArgument.seconds(grace, option: "--grace")
    unit.binary = DeployFiles.absolute(binary)
    // All are checked before the first is written.
    let texts = try role.roles.map { role in
      (role, try DeployFiles.checked { () throws(DeployError) in try unit.render(role) })
    }
    for (role, text) in texts {
      let heading = output == nil && texts.count > 1 ? "# ---- \(role.fileName)\n" : ""
      try DeployFiles.write(heading + text, to: output.map { $0 + "/" + role.fileName })
    }
    guard output != nil else { return }
    let control = user ? "systemctl --user" : "systemctl"
    Output.note("next: \(control) daemon-reload && \(control) enable --now \(names(role.roles))")
    if !user, let data = unit.data, role != .worker {
      Output.note("before it: install -d -o percolate -g percolate -m 700 \(ShellText.quoted(data))")
    }
  }

  private func names(_ roles: [SystemdUnit.Role]) -> String { roles.map(\.fileName).joined(separator: " ") }
}
