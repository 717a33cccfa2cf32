internal import Glibc
package import Messages
internal import Transport
internal import ZeroMQ

/// The machine this process runs on, for provenance and for `percolate doctor`.
package struct Machine: Sendable, Hashable {
  package var host: String
  /// The processor's name as it tells it.
  package var processor: String
  /// What numeric code may use, such as `x86-64 AVX2 FMA AVX-512 AMX-bf16`.
  package var instructionSet: String
  /// Physical cores that this process may use, whole ones of its quota; hyper-threads of one core count once.
  package var cores: Int
  /// Logical processors that this process may use.
  package var processors: Int
  /// Memory that this process may use.
  package var memoryBytes: Int
  /// What bounds both.
  package var bounds: MachineBounds
  package var zeroMQ: String

  /// Reads this machine.
  package static func current() -> Machine {
    let information = ProcFile.read("/proc/cpuinfo", limit: 4 << 20) ?? ""
    let allowed = Processors.allowed()
    var name = [CChar](repeating: 0, count: 256)
    let hasName = gethostname(&name, name.count - 1) == 0
    let processors = max(1, allowed.isEmpty ? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) : allowed.count)
    let bounds = MachineBounds(
      present: CPUInformation.physicalCores(in: information, allowed: []) ?? processors,
      allowed: CPUInformation.physicalCores(in: information, allowed: allowed) ?? processors,
      memory: sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)),
      limits: CgroupLimits(
        membership: ProcFile.read("/proc/self/cgroup", limit: 1 << 16) ?? "",
        mounts: ProcFile.read("/proc/self/mountinfo", limit: 4 << 20) ?? "",
        read: { ProcFile.read($0, limit: 4096) }))
    return Machine(
      host: hasName
        ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "unknown",
      processor: CPUInformation.name(in: information) ?? "unknown",
      instructionSet: CPUInformation.instructionSet(in: information, architecture: architecture),
      cores: bounds.cores,
      processors: processors,
      memoryBytes: bounds.memoryBytes,
      bounds: bounds,
      zeroMQ: Libzmq.version.description)
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown"
    #endif
  }

  /// As it goes over the wire.
  package var wire: WireMachine {
    var wire = WireMachine()
    wire.host = host
    wire.cpu = processor
    wire.instructionSet = instructionSet
    wire.cores = UInt32(clamping: cores)
    wire.memoryBytes = UInt64(clamping: memoryBytes)
    wire.processID = UInt32(clamping: getpid())
    return wire
  }
}
