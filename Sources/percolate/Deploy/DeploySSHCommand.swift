internal import ArgumentParser
internal import Deploy
internal import Foundation
internal import Messages

struct DeploySSHCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ssh", abstract: "Start workers on the machines of a hosts file.",
    discussion: """
      The file has one [user@]host[:port] [slots=N] a line; # starts a comment. The program and the access file \
      are copied, and the worker is started so that it outlives the connection. Where one is running already, \
      nothing is changed. ssh has to get in without a password (ssh-agent, or --identity).

      --stop tells the workers to save checkpoints, hand their tasks back and leave; a second --stop, to leave \
      at once. Exit code 1 if some host failed.
      """)

  @Argument(help: ArgumentHelp("Hosts file.", valueName: "hosts.txt"))
  var hosts: String
  @Option(
    help: ArgumentHelp(
      "The worker's access file.",
      discussion:
        "Default: worker.access.json in the data directory, or $PERCOLATE_ACCESS where that is set and --data is not "
        + "given.",
      valueName: "file"))
  var access: String?
  @Option(
    help: ArgumentHelp("Directory with the journal and results, for its access file.", valueName: "dir"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Tasks at a time where the hosts file does not say. Default: physical cores.", valueName: "n"))
  var slots: Int?
  @Option(help: ArgumentHelp("The program to copy. Default: this one.", valueName: "path"))
  var binary: String?
  @Option(help: ArgumentHelp("Private key for ssh.", valueName: "file"))
  var identity: String?
  @Option(help: ArgumentHelp("Port where the hosts file does not say.", valueName: "n"))
  var port: Int?
  @Option(help: ArgumentHelp("Configuration file for ssh. Default: yours.", valueName: "file"))
  var sshConfig: String?
  @Option(help: ArgumentHelp("Folder there, relative to the home.", valueName: "dir"))
  var remoteDirectory = ".percolate"
  @Option(help: ArgumentHelp("Hosts at a time.", valueName: "n"))
  var parallel = 16
  @Flag(help: "Print the commands and run none.")
  var dryRun = false
  @Flag(help: "Tell the workers to leave.")
  var stop = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let parallel = try CountArgument.check(parallel, option: "--parallel", in: 1...256)
    guard let bytes = FileManager.default.contents(atPath: hosts) else {
      throw Problem(ExitStatus.usage, "there is no hosts file \(hosts) that can be read")
    }
    let deployment = try DeployFiles.checked { () throws(DeployError) in
      try SSHDeployment(
        plan, hosts: HostsFile.parse([UInt8](bytes), name: hosts), action: stop ? .stop : .start)
    }
    if dryRun { return printCommands(deployment) }
    try warnAboutLocalEndpoint()
    let isJSON = output.json
    let results = deployment.run(parallel: parallel) { result in
      if !isJSON { Output.line(result.description) }
    }
    if isJSON { try printDocument(results) }
    let failed = results.count { $0.status == .failed }
    if failed > 0 {
      Output.note(
        "\(failed) of \(results.count) hosts failed; the same command again tries those, and only those")
      throw Exit(code: ExitStatus.someFailed)
    }
  }

  private var plan: SSHPlan {
    var plan = SSHPlan(binary: binary ?? Bundle.main.executablePath ?? "/proc/self/exe")
    plan.access = AccessPath.worker(access: access, data: data)
    plan.slots = slots
    plan.identity = identity
    plan.port = port
    plan.configuration = sshConfig
    plan.remoteDirectory = remoteDirectory
    return plan
  }

  private func printCommands(_ deployment: SSHDeployment) {
    for (host, steps) in deployment.commands {
      Output.line("# \(host.label)")
      for step in steps { Output.line("\(step.line)  # \(step.purpose)") }
    }
  }

  private func warnAboutLocalEndpoint() throws {
    guard !stop else { return }
    let access = plan.access
    let endpoint = try DeployFiles.checked { () throws(DeployError) in
      try LocalFile.localEndpoint(ofAccess: access)
    }
    if let endpoint {
      Output.note(
        "\(access) names \(endpoint), which only this machine can reach; for others start the coordinator with "
          + "--listen 'tcp://*:7733' --advertise HOST")
    }
  }

  private func printDocument(_ results: [HostResult]) throws {
    struct Results: Document {
      var version = 1
      var hosts: [HostResult]
    }
    try Output.json(Results(hosts: results))
  }
}
