internal import ArgumentParser

/// Prints or installs what starts workers elsewhere. Each kind of cluster is a file beside this one.
struct DeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Print or install what starts workers on a cluster.",
    discussion: """
      Each worker needs the program and worker.access.json, which the coordinator makes in its data directory. \
      That file is a password: keep its mode at 600. Workers connect to the coordinator, at the port of its \
      --listen; nothing connects to workers.
      """,
    subcommands: [
      DeploySlurmCommand.self, DeployKubernetesCommand.self, DeploySystemdCommand.self, DeploySSHCommand.self,
    ])
}
