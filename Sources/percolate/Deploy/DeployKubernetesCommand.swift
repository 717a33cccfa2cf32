internal import ArgumentParser
internal import Deploy
internal import Foundation
internal import Platform
internal import Transport

struct DeployKubernetesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubernetes",
    abstract: "Print the objects that run a coordinator and workers on Kubernetes.",
    discussion: """
      percolate deploy kubernetes --image registry.example.org/percolate:1.0 --keys keys --output percolate.yaml \
      && kubectl apply -f percolate.yaml

      A namespace, the coordinator with its volume and service, a Secret of keys, workers that are always there with an \
      autoscaler and a disruption budget, a job of workers that end by themselves, and network policies. \
      deploy/Containerfile makes the image. From your own machine: `kubectl port-forward`, and --access \
      DIR/port-forward.access.json. docs/clusters.md says what becomes of tasks.
      """)

  private static let standard = KubernetesManifest()

  @Option(help: ArgumentHelp("The image, as nodes pull it.", valueName: "image"))
  var image = standard.image
  @Option(help: ArgumentHelp("Secret with the registry's password. Default: none.", valueName: "name"))
  var pullSecret: String?
  @Option(help: ArgumentHelp("Namespace of all objects, made if it is not there.", valueName: "name"))
  var namespace = standard.namespace
  @Flag(help: "Leave the namespace as it is.") var noNamespace = false
  @Option(
    help: ArgumentHelp(
      "What names of objects begin with, so that several coordinators fit into a namespace.",
      valueName: "name"))
  var name = standard.name
  @Option(
    help: ArgumentHelp(
      "Directory of keys: what is missing there is made, and the Secret with them is printed.",
      discussion: """
        Without it pods wait until you have made a Secret NAME-keys. Keep the directory: it is what lets you in, and the \
        same command again gives the same keys.
        """, valueName: "dir"))
  var keys: String?
  @Option(help: ArgumentHelp("Tasks at a time for each worker, and its processors.", valueName: "n"))
  var slots = standard.slots
  @Option(help: ArgumentHelp("Memory of each worker.", valueName: "size"))
  var memory = "4GiB"
  @Option(help: ArgumentHelp("GPUs of each worker.", valueName: "n"))
  var gpus = standard.gpus
  @Option(help: ArgumentHelp("What the device plugin calls them.", valueName: "name"))
  var gpuResource = standard.gpuResource
  @Option(help: ArgumentHelp("Workers that are always there; 0 for none.", valueName: "n"))
  var workers = standard.workers
  @Option(
    help: ArgumentHelp(
      "Workers that the autoscaler may make of them, by the external metric percolate_slots_wanted; --workers or less for "
        + "no autoscaler.", valueName: "n"))
  var maxWorkers = standard.maximumWorkers
  @Option(
    help: ArgumentHelp(
      "Workers of the job, which is suspended until you want it and ends for want of work; 0 for no job.",
      valueName: "n"))
  var burst = standard.burst
  @Option(
    help: ArgumentHelp("How long a worker of the job waits for something to do.", valueName: "duration"))
  var idle = "10m"
  @Option(help: ArgumentHelp("Time to save checkpoints when leaving.", valueName: "duration"))
  var grace = "60s"
  @Option(
    help: ArgumentHelp("Label that a worker's node must have; may be repeated.", valueName: "key=value"))
  var nodeSelector: [String] = []
  @Option(help: ArgumentHelp("Disk for the journal and results.", valueName: "size"))
  var storage = "20GiB"
  @Option(
    help: ArgumentHelp(
      "Class of that disk, which should be a local or block device. Default: the cluster's.",
      valueName: "name")
  )
  var storageClass: String?
  @Option(help: ArgumentHelp("Memory of the coordinator.", valueName: "size"))
  var coordinatorMemory = "2GiB"
  @Option(help: ArgumentHelp("Namespace of what may read metrics.", valueName: "name"))
  var monitoring = standard.monitoring
  @Flag(help: "Let programs on workers reach the network; by default they reach the coordinator alone.")
  var egress = false
  @Flag(help: "Workers run only what percolate brings, and no programs that sweeps name.")
  var noPrograms = false
  @Option(
    help: ArgumentHelp("Write here instead of stdout; with keys in it, for you alone.", valueName: "file"))
  var output: String?

  func run() throws {
    var manifest = try self.manifest
    // All is checked before a key is made.
    _ = try DeployFiles.checked { () throws(DeployError) in try manifest.render() }
    if let keys { manifest.keys = try secret(in: keys, host: manifest.coordinatorHost) }
    let text = try DeployFiles.checked { () throws(DeployError) in try manifest.render() }
    if let output, keys != nil {
      try DeployFiles.write(text, secretlyTo: output)
    } else {
      try DeployFiles.write(text, to: output)
    }
    if keys == nil {
      Output.note(
        "the Secret \(name)-keys is not among the objects, and pods wait until it is there; --keys DIR makes keys and adds it"
      )
    }
  }

  private var manifest: KubernetesManifest {
    get throws {
      var manifest = KubernetesManifest()
      manifest.image = image
      manifest.pullSecret = pullSecret
      manifest.namespace = namespace
      manifest.makesNamespace = !noNamespace
      manifest.name = name
      manifest.slots = slots
      manifest.memory = try size(memory, "--memory")
      manifest.gpus = gpus
      manifest.gpuResource = gpuResource
      manifest.workers = workers
      manifest.maximumWorkers = maxWorkers
      manifest.burst = burst
      manifest.idle = try DurationArgument.seconds(idle, option: "--idle")
      manifest.grace = try DurationArgument.seconds(grace, option: "--grace")
      manifest.nodeSelector = nodeSelector
      manifest.storage = try size(storage, "--storage")
      manifest.storageClass = storageClass
      manifest.coordinatorMemory = try size(coordinatorMemory, "--coordinator-memory")
      manifest.monitoring = monitoring
      manifest.allowsEgress = egress
      manifest.runsPrograms = !noPrograms
      return manifest
    }
  }

  private func size(_ text: String, _ option: String) throws -> Int {
    try SizeArgument.bytes(text, option: option, in: 64 << 20...1 << 50)
  }

  /// The files of the Secret, which are made where they are not there, and one more for who forwards the port.
  private func secret(in directory: String, host: String) throws -> [(name: String, bytes: [UInt8])] {
    do {
      let set = try KeySet.prepare(in: directory, endpoint: "tcp://\(host):\(KubernetesManifest.port)")
      for (name, file) in set.access where name == "client" {
        var local = file
        local.endpoint = "tcp://127.0.0.1:\(KubernetesManifest.port)"
        try local.write(directory + "/port-forward.access.json")
      }
      return try KubernetesManifest.keyFiles.map { name in
        (name, try PrivateFile.read(directory + "/" + name, limit: 65_536))
      }
    } catch { throw Problem(ExitStatus.someFailed, "--keys: \(error)") }
  }
}
