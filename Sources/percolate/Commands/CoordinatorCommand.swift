internal import ArgumentParser
internal import Coordinator
internal import Deploy
internal import Experiments
internal import Foundation
internal import Logging
internal import Platform
internal import Scheduling
internal import SweepModel

struct CoordinatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Run the coordinator of a cluster; prints the line that starts workers elsewhere.",
    discussion: """
      Keeps everything in the data directory: the journal, the artifacts, its keys, and the access files \
      worker.access.json and client.access.json. Copy worker.access.json to the machines that run workers, \
      and client.access.json to those that submit; each is a password in a file. Commands with --data on this machine \
      need neither. docs/access.md says what to do when one is lost.
      """)

  @Option(
    help: ArgumentHelp(
      "Where to listen: tcp://HOST:PORT, with * for all addresses, an address, or an interface such as eth0 for HOST. "
        + "Port * takes a free one.", valueName: "address"))
  var listen = "tcp://*:7733"
  @Option(
    help: ArgumentHelp(
      "What workers and clients connect to. Default: the host of --listen, or this machine's name for *.",
      valueName: "host[:port]"))
  var advertise: String?
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Directory of keys that were made before the start, as `percolate deploy kubernetes --keys` does. Default: they are "
        + "made in the data directory.", valueName: "dir"))
  var keys: String?
  @Option(
    help: ArgumentHelp("Silence after which a worker's tasks go to others, 2s to 1h.", valueName: "duration"))
  var lease = "15s"
  @Option(
    help: ArgumentHelp(
      "How long a restarted coordinator waits for its workers, at most 1h.", valueName: "duration"))
  var grace = "25s"
  @Flag(
    help: """
      Go on with the journal as it is, although it holds less than was acknowledged or another program has written \
      to it.
      """)
  var acceptJournal = false
  @Option(
    help: ArgumentHelp(
      "Where /metrics, /livez and /readyz are served to whoever connects; none for nowhere. Default: 127.0.0.1:9464, or "
        + "nowhere where that is taken.", valueName: "host:port"))
  var metricsAddress: String?
  @OptionGroup var page: PageBesideOptions
  @Flag(help: "No encryption and no keys; on loopback only.")
  var insecure = false
  @OptionGroup var log: LogOptions

  /// Shorter ones take tasks away from workers whose machine was busy for a moment; longer ones keep the tasks of a
  /// dead machine for hours.
  private static let leases = 2.0...3600

  func run() throws {
    try OpenFiles.require(OpenFiles.forServers, for: "a coordinator")
    let path = DataPath.resolve(data)
    var configuration = CoordinatorConfiguration(
      dataDirectory: path, catalog: .builtIn, version: Version.text, logger: log.logger("coordinator"))
    configuration.listen = try AddressArgument.listen(listen)
    configuration.advertise = try advertise.map { try AddressArgument.advertised($0) }
    guard !insecure || keys == nil else {
      throw Problem(ExitStatus.usage, "--insecure uses no keys, and --keys names some; leave one of them out")
    }
    configuration.isInsecure = insecure
    configuration.keysDirectory = keys
    configuration.acceptsJournal = acceptJournal
    configuration.scheduling.leaseSeconds = try DurationArgument.seconds(
      lease, option: "--lease", in: CoordinatorCommand.leases)
    configuration.scheduling.graceSeconds = try DurationArgument.seconds(
      grace, option: "--grace", in: 0...3600)
    configuration.heartbeatSeconds = min(3, max(0.1, configuration.scheduling.leaseSeconds / 5))
    configuration.serviceManager = ServiceManager(environment: ProcessInfo.processInfo.environment)
    let metrics = try MetricsService.Address(metricsAddress)
    try page.check()
    let holder = CoordinatorHolder()
    let watch = SignalWatch { count in
      if count > 1 { Foundation.exit(ExitStatus.interrupted) }
      holder.stop()
    }
    let coordinator: LocalCoordinator
    do { coordinator = try LocalCoordinator(configuration) } catch {
      if case .address? = error as? CoordinatorError { throw Problem(ExitStatus.usage, "\(error)") }
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    holder.hold(coordinator)
    let service: MetricsService?
    do { service = try MetricsService(metrics, data: path, logger: configuration.logger) } catch {
      coordinator.requestStop()
      try? coordinator.join()
      throw error
    }
    defer { service?.stop() }
    var child: PageChild?
    if page.isWanted {
      let logger = configuration.logger
      do {
        child = try PageChild(data: path, place: page.address, options: page.options.arguments) {
          logger.warning("\($0)")
        }
      } catch {
        coordinator.requestStop()
        try? coordinator.join()
        throw error
      }
    }
    defer { child?.stop() }
    let absolute = URL(fileURLWithPath: path).path
    Output.line("percolate coordinator \(Version.text) on \(coordinator.endpoint), data in \(absolute)")
    Output.line("Start workers elsewhere, after copying \(absolute)/worker.access.json there, with:")
    Output.line("  percolate worker --access worker.access.json")
    if let child { Output.line("The page is at \(child.address)") }
    Output.line("Submit from here with:")
    Output.line("  percolate submit SPEC --data \(ShellText.quoted(absolute))")
    do { try coordinator.join() } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
    if watch.received > 0 { Output.note("percolate: the coordinator stopped; start it again to go on") }
  }
}

/// Hands the running coordinator to the thread that hears the signals.
private final class CoordinatorHolder: @unchecked Sendable {
  // Everything below is touched only while `lock` is held.
  private let lock = NSLock()
  private var coordinator: LocalCoordinator?
  private var isStopping = false

  func hold(_ coordinator: LocalCoordinator) {
    lock.withLock {
      self.coordinator = coordinator
      if isStopping { coordinator.requestStop() }
    }
  }

  func stop() {
    lock.withLock {
      isStopping = true
      coordinator?.requestStop()
    }
  }
}
