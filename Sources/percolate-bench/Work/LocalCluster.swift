internal import Foundation

/// A coordinator and workers as processes of their own on loopback, as users run them: CURVE on every
/// socket, the journal flushed at each commit, a data directory on disk.
final class LocalCluster {
  /// The data directory.
  let data: String
  private let setting: BenchSetting
  private let address: String
  /// Where the coordinator listens, on loopback.
  let port: UInt16
  private let flushMicroseconds: Int
  private var coordinator: ChildProgram?
  private var workers: [ChildProgram] = []

  /// Starts the coordinator and waits until it listens.
  ///
  /// - Parameters:
  ///   - name: of the data directory inside the scratch directory.
  ///   - flushMicroseconds: how much longer than on this disk each flush of the coordinator takes.
  init(_ setting: BenchSetting, name: String, flushMicroseconds: Int = 0) throws {
    self.setting = setting
    self.flushMicroseconds = flushMicroseconds
    data = setting.scratch + "/" + name
    port = try LocalCluster.freePort()
    address = "tcp://127.0.0.1:\(port)"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try startCoordinator()
  }

  deinit {
    workers = []
    coordinator = nil
    try? FileManager.default.removeItem(atPath: data)
  }

  /// Starts the coordinator on the data directory; returns once it listens.
  func startCoordinator() throws {
    var environment: [String: String] = [:]
    if flushMicroseconds > 0 {
      environment["LD_PRELOAD"] = try setting.slowDiskLibrary()
      environment["SLOW_DISK_MICROSECONDS"] = "\(flushMicroseconds)"
    }
    // What a login shell on Debian gives, whatever this process may have.
    let program = try ChildProgram(
      "/bin/sh",
      [
        "-c", "ulimit -Sn 1024; exec \"$0\" \"$@\"", setting.binary, "coordinator", "--listen", address,
        "--data", data,
        "--log-level", "warning",
      ], log: data + "/coordinator.log", environment: environment)
    coordinator = program
    _ = try program.nextLine()
  }

  /// Starts one-slot workers and waits until the coordinator knows them.
  func startWorkers(_ count: Int) throws {
    for number in 0..<count {
      workers.append(
        try ChildProgram(
          setting.binary,
          [
            "worker", "--access", data + "/worker.access.json", "--slots", "1", "--directory",
            data + "/worker-\(number)", "--log-level", "warning",
          ], log: data + "/worker-\(number).log"))
    }
    // They are counted by asking, which costs the coordinator little and is over before any clock starts.
    while try status().workers < count { usleep(20_000) }
  }

  /// Runs one of the client's commands to its end.
  ///
  /// - Returns: what it printed, and the wall seconds of the whole process.
  @discardableResult
  func client(_ arguments: [String]) throws -> (output: String, seconds: Double) {
    let watch = Stopwatch()
    let program = try ChildProgram(
      setting.binary, arguments + ["--access", data + "/client.access.json"], log: data + "/client.log")
    let (code, output) = try program.finish()
    let seconds = watch.seconds
    guard code == 0 else { throw program.failure("ended with exit code \(code)") }
    return (output, seconds)
  }

  /// What `status --json` says.
  func status() throws -> ClusterStatus {
    let output = try client(["status", "--json", "--timeout", "10m"]).output
    do { return try JSONDecoder().decode(ClusterStatus.self, from: Data(output.utf8)) } catch {
      throw BenchError("status printed something that is no status document: \(error)")
    }
  }

  /// Results that a new process finds on the disk.
  func readResults() throws -> Int {
    let program = try ChildProgram("/proc/self/exe", ["read-results", data], log: data + "/reader.log")
    let (code, output) = try program.finish()
    guard code == 0, let count = Int(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw program.failure("ended with exit code \(code)")
    }
    return count
  }

  /// What the coordinator has used since it was started.
  func coordinatorUsage() throws -> ProcessUsage {
    guard let coordinator else { throw BenchError("no coordinator is running") }
    return try ProcessUsage(of: coordinator.identifier)
  }

  /// kill -9 for the coordinator.
  func killCoordinator() throws {
    coordinator?.send(SIGKILL)
    _ = try coordinator?.wait()
    coordinator = nil
  }

  /// Stops all processes in order: workers first, so that they need not look for a coordinator.
  func stop() throws {
    for worker in workers { worker.send(SIGTERM) }
    for worker in workers { _ = try worker.wait() }
    coordinator?.send(SIGTERM)
    _ = try coordinator?.wait()
  }

  /// A port that nobody listens on, so that a restarted coordinator has its first one again.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw BenchError("cannot make a socket", errno: errno) }
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
      }
    }
    guard code == 0 else { throw BenchError("cannot find a free port", errno: errno) }
    return UInt16(bigEndian: name.sin_port)
  }
}
