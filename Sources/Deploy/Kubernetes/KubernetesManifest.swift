/// The objects that run a coordinator and workers on Kubernetes, as one file for `kubectl apply`.
package struct KubernetesManifest: Sendable {
  /// Where the images are that the nodes pull.
  package var image = "percolate:latest"
  /// Secret for the registry; nil where none is needed.
  package var pullSecret: String?
  /// The namespace of all objects.
  package var namespace = "percolate"
  /// Whether the namespace is among the objects; false where somebody else made it.
  package var makesNamespace = true
  /// What names of objects begin with.
  package var name = "percolate"
  /// Tasks at a time for each worker, and its processors.
  package var slots = 4
  /// Bytes of memory for each worker.
  package var memory = 4 << 30
  /// GPUs of each worker, by the name of the device plugin's resource.
  package var gpus = 0
  package var gpuResource = "nvidia.com/gpu"
  /// Workers that are always there; 0 leaves them out.
  package var workers = 1
  /// Workers that an autoscaler may make of them; no more than `workers` for no autoscaler.
  package var maximumWorkers = 10
  /// Workers of the job, which stay as long as there is work; 0 leaves it out.
  package var burst = 4
  /// Seconds without anything to do after which a worker of the job ends.
  package var idle = 600.0
  /// Seconds to save checkpoints in.
  package var grace = 60.0
  /// Labels that a node must have for workers, `KEY=VALUE`.
  package var nodeSelector: [String] = []
  /// Bytes that the coordinator keeps.
  package var storage = 20 << 30
  /// Nil takes the cluster's default.
  package var storageClass: String?
  /// Bytes of memory for the coordinator.
  package var coordinatorMemory = 2 << 30
  /// The namespace of what reads metrics.
  package var monitoring = "monitoring"
  /// Whether programs on workers reach more of the network than the coordinator.
  package var allowsEgress = false
  /// Whether workers run programs that sweeps name.
  package var runsPrograms = true
  /// What goes into the Secret, by the name of its file; nil leaves the Secret out.
  package var keys: [(name: String, bytes: [UInt8])]?

  package init() {}

  /// Where workers and clients in the cluster find the coordinator.
  package var coordinatorHost: String { "\(coordinatorName).\(namespace).svc" }
  /// The port that workers and clients connect to.
  package static let port = 7733
  /// The port of `/livez`, `/readyz` and `/metrics`.
  package static let metricsPort = 9464

  /// The file.
  ///
  /// - Throws: ``DeployError/option(name:value:expected:)``.
  package func render() throws(DeployError) -> String {
    try check()
    let objects: [YAMLValue?] = [
      makesNamespace ? namespaceObject : nil, secret, service, try coordinator(), try deployment(),
      autoscaler,
      disruptionBudget, try job(), coordinatorPolicy, workersPolicy,
    ]
    return KubernetesManifest.head + objects.compactMap { $0 }.map { "---\n" + $0.rendered() }.joined()
  }

  private static let head = """
    # A percolate coordinator and its workers. Made by: percolate deploy kubernetes
    #
    #   kubectl apply -f FILE
    #
    # The autoscaler needs something that serves the coordinator's metric percolate_slots_wanted as an external metric;
    # without it there are as many workers as its least. The job is suspended until it is wanted:
    #
    #   kubectl patch job JOB --namespace NAMESPACE --patch '{"spec": {"suspend": false}}'

    """

  private func check() throws(DeployError) {
    try KubernetesText.image(image, option: "--image")
    if let pullSecret { try KubernetesText.subdomain(pullSecret, option: "--pull-secret") }
    try KubernetesText.label(namespace, option: "--namespace")
    guard !makesNamespace || namespace != "default" && !namespace.hasPrefix("kube-") else {
      throw .option(
        name: "--namespace", value: namespace,
        expected:
          "a namespace of its own, since it also says what pods there may do; with --no-namespace any that is there"
      )
    }
    // `NAME-coordinator` and a number have to fit into a label, with 11 characters that Kubernetes adds.
    try KubernetesText.label(name, option: "--name", limit: 40)
    try Checked.number(slots, option: "--slots", 1...4096)
    try Checked.number(memory, option: "--memory", 64 << 20...1 << 50)
    try Checked.number(gpus, option: "--gpus", 0...1024)
    try KubernetesText.qualified(gpuResource, option: "--gpu-resource", needsDomain: true)
    try Checked.number(workers, option: "--workers", 0...5000)
    try Checked.number(maximumWorkers, option: "--max-workers", 0...5000)
    try Checked.number(burst, option: "--burst", 0...5000)
    _ = try Checked.seconds(idle, option: "--idle", 1...31_536_000)
    _ = try Checked.seconds(grace, option: "--grace", 1...86_400)
    try Checked.number(storage, option: "--storage", 64 << 20...1 << 50)
    if let storageClass { try KubernetesText.subdomain(storageClass, option: "--storage-class") }
    try Checked.number(coordinatorMemory, option: "--coordinator-memory", 64 << 20...1 << 50)
    try KubernetesText.label(monitoring, option: "--monitoring")
  }

  /// The grace in whole seconds; it was checked.
  var graceSeconds: Int { Int(grace.rounded(.up)) }
  var hasAutoscaler: Bool { workers > 0 && maximumWorkers > workers }

  // MARK: Names

  var coordinatorName: String { name + "-coordinator" }
  var workerName: String { name + "-worker" }
  var burstName: String { name + "-burst" }
  var keysName: String { name + "-keys" }

  /// What a part is, for labels.
  enum Component: String {
    case coordinator, worker, burst
  }

  /// Labels of an object or a pod; without a component those that all share.
  func labels(_ component: Component? = nil) -> YAMLValue {
    let all: [(String, YAMLValue)] = [
      ("app.kubernetes.io/name", "percolate"), ("app.kubernetes.io/instance", .text(name)),
    ]
    return .map(all + (component.map { [("app.kubernetes.io/component", .text($0.rawValue))] } ?? []))
  }

  func metadata(_ name: String, _ component: Component? = nil) -> YAMLValue {
    ["name": .text(name), "namespace": .text(namespace), "labels": labels(component)]
  }
}
