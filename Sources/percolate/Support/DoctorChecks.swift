internal import Foundation
internal import Journal
internal import Platform
internal import Representation
internal import SweepModel
internal import Training
internal import Worker
internal import ZeroMQ

/// The checks of `percolate doctor`, each a look at this machine.
struct DoctorChecks {
  let data: String

  func all() -> [DoctorDocument.Check] {
    [
      processor(), arithmetic(), memory(), zeroMQ(), curve(), descriptors(), backlog(), clock(), disk(),
      fileSystem(), ripser(),
    ]
  }

  private func check(_ name: String, _ verdict: String, _ found: String) -> DoctorDocument.Check {
    .init(name: name, verdict: verdict, found: found)
  }

  private func processor() -> DoctorDocument.Check {
    let machine = Machine.current()
    return check(
      "processor", "good",
      "\(machine.processor), \(machine.cores) core\(machine.cores == 1 ? "" : "s") (\(machine.bounds.coresBecause)), \(machine.instructionSet)"
    )
  }

  private func arithmetic() -> DoctorDocument.Check {
    if let problem = ArithmeticSummary.problem { return check("oneDNN", "mend", problem) }
    let used = ArithmeticSummary.current()
    let bfloat16 = used.hasBFloat16 ? "" : "; what asks for bfloat16 is computed in float32"
    let found =
      "\(used.library) with \(used.libraryInstructionSet), percolate's own kernels with \(used.kernelInstructionSet)"
      + "; a training's \(used.ownLayers.joined(separator: ", ")) are by percolate's own, the rest by oneDNN"
      + bfloat16
    return used.kernelInstructionSet == "baseline"
      ? check("oneDNN", "note", "\(found): trainings are several times slower than with AVX2")
      : check("oneDNN", "good", found)
  }

  private func memory() -> DoctorDocument.Check {
    let bounds = Machine.current().bounds
    let bytes = bounds.memoryBytes
    return check(
      "memory", bytes < 1 << 30 ? "note" : "good", "\(ByteCount.format(bytes)) (\(bounds.memoryBecause))")
  }

  private func zeroMQ() -> DoctorDocument.Check {
    Libzmq.version >= Libzmq.minimumVersion
      ? check("libzmq", "good", "\(Libzmq.version)")
      : check(
        "libzmq", "mend", "\(Libzmq.version) is older than \(Libzmq.minimumVersion); any peer could stall it")
  }

  private func curve() -> DoctorDocument.Check {
    Libzmq.hasCurve
      ? check("CURVE", "good", "libzmq encrypts and authenticates")
      : check("CURVE", "mend", "this libzmq was built without CURVE; install Debian's libzmq5")
  }

  private func descriptors() -> DoctorDocument.Check {
    let count = DescriptorLimit.current.hard
    let found = "\(count) allowed (the hard limit, which every command takes)"
    if count < OpenFiles.forServers {
      return check("open files", "mend", "\(found): fewer than the \(OpenFiles.forServers) of a coordinator")
    }
    return count >= 4096
      ? check("open files", "good", found)
      : check(
        "open files", "note", "\(found): a coordinator takes one for each worker; raise it with `ulimit -Hn`")
  }

  private func backlog() -> DoctorDocument.Check {
    let text = (try? String(contentsOfFile: "/proc/sys/net/core/somaxconn", encoding: .utf8)) ?? ""
    let count = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    return count >= 1024
      ? check("listen backlog", "good", "\(count)")
      : check("listen backlog", "note", "\(count): many workers starting at once may have to try twice")
  }

  private func clock() -> DoctorDocument.Check {
    let source =
      (try? String(
        contentsOfFile: "/sys/devices/system/clocksource/clocksource0/current_clocksource", encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    // 2024-01-01
    return WallClock.unixSeconds < 1_704_067_200
      ? check("clock", "mend", "the date is \(WallClock.text); set it, reports print it")
      : check(
        "clock", "good", "\(WallClock.text), source \(source); leases use the monotonic clock")
  }

  private func disk() -> DoctorDocument.Check {
    var path = URL(fileURLWithPath: data).path
    while !FileManager.default.fileExists(atPath: path), path != "/" {
      path = URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    return check("free disk", free < 1 << 30 ? "mend" : "good", "\(ByteCount.format(free)) at \(path)")
  }

  private func ripser() -> DoctorDocument.Check {
    guard let program = RipserProgram.find() else {
      return check(
        "ripser", "note",
        "not on the PATH: `analyse torus` computes all but persistence; on Debian `apt-get install ripser` has it"
      )
    }
    return check("ripser", "good", program.path)
  }

  private func fileSystem() -> DoctorDocument.Check {
    guard let directory = try? DataDirectory.existing(at: data) else {
      return check("data directory", "note", "\(data) is not there yet; the first run makes it")
    }
    if let network = directory.networkFileSystem {
      return check(
        "data directory", "mend",
        "\(data) is on \(network): SQLite needs a local disk; choose another with --data")
    }
    return check("data directory", "good", directory.path)
  }
}
