import Foundation
import Glibc
import TestSupport
import Testing

/// Strangers without a key cannot take a coordinator's descriptors.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DescriptorTests {
  /// The program under a limit on open files, as `ulimit -n` of a shell sets it.
  private func limited(_ limit: String, _ words: [String]) -> [String] {
    ["-c", "ulimit \(limit) && exec \"$0\" \"$@\"", ProgramUnderTest.path] + words
  }

  /// Silent, slow and noisy connections, kept up to the number until it is let go.
  private final class Crowd: @unchecked Sendable {
    // Everything below is touched only while `lock` is held.
    private let lock = NSLock()
    private var descriptors: [Int32] = []
    private var isOver = false
    private let port: UInt16

    init(port: UInt16) { self.port = port }

    deinit { leave() }

    func leave() {
      lock.withLock {
        isOver = true
        for descriptor in descriptors { close(descriptor) }
        descriptors = []
      }
    }

    /// Makes so many connections; every third says nothing, every third sends noise, every third a greeting
    /// of ZMTP 3.0 and then nothing.
    func gather(_ count: Int) -> Int {
      var made = 0
      for number in 0..<count {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { break }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let code = withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
          }
        }
        guard code == 0 else {
          close(descriptor)
          continue
        }
        var greeting = [UInt8](repeating: 0, count: 64)
        greeting.replaceSubrange(0..<12, with: [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0])
        greeting.replaceSubrange(12..<17, with: Array("CURVE".utf8))
        let bytes = [[], Array("GET / HTTP/1.1\r\n\r\n".utf8), greeting][number % 3]
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        made += 1
        lock.withLock {
          if isOver { close(descriptor) } else { descriptors.append(descriptor) }
        }
      }
      return made
    }
  }

  @Test(arguments: ["-Sn 1024", "-n 1024", "-n 300"])
  func `five thousand strangers do not keep a sweep from its end`(limit: String) throws {
    let cluster = try Cluster()
    let port = try LoopbackPort.free()
    let coordinator = try cluster.start(
      limited(
        limit,
        ["coordinator", "--listen", "tcp://127.0.0.1:\(port)", "--data", cluster.data, "--lease", "5s"]),
      program: "/bin/sh")
    try coordinator.waitForOutput("percolate submit")
    let crowd = Crowd(port: UInt16(port))
    #expect(crowd.gather(2500) > 2000)
    for number in 0..<2 { try cluster.startWorker(number, slots: 2) }
    try cluster.submit(
      """
      name: crowd
      experiment: probe
      axes:
        index: {from: 1, to: 400, step: 1}
      limits: {attempts: 1}
      """)
    #expect(crowd.gather(2500) > 2000)
    #expect(try cluster.wait() == .code(0), "\(coordinator.errors.text)")
    #expect(try cluster.status()["sweeps"][0]["census"]["done"].int == 400)
    #expect(coordinator.ending == nil, "\(coordinator.errors.text)")
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(coordinator.identifier)/fd").count
    if limit != "-Sn 1024" { #expect(open < (limit == "-n 300" ? 280 : 1000), "\(open) descriptors") }
    crowd.leave()
    coordinator.send(SIGTERM)
    #expect(try coordinator.exit() == .code(0))
    let refusals = coordinator.errors.text.split(separator: "\n").filter { $0.contains("refused") }
    #expect((1...20).contains(refusals.count), "a line for each reason and minute: \(refusals)")
    #expect(refusals.contains { $0.contains("more peers") }, "\(refusals)")
    #expect(try cluster.stop())
  }

  @Test(arguments: ["coordinator", "run", "worker"])
  func `a limit that is too low is said, not died of`(command: String) throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(FinishedSweep.spec, to: "spec.yaml")
    let words =
      switch command {
      case "coordinator": ["coordinator", "--listen", "tcp://127.0.0.1:*", "--data", directory.path("data")]
      case "run": ["run", spec, "--data", directory.path("data")]
      default: ["worker", "--access", directory.path("none.json"), "--slots", "1"]
      }
    for limit in ["-n 20", "-n 60"] {
      let answer = try Command.run(limited(limit, words), program: "/bin/sh")
      #expect(answer.ending == .code(1), "\(limit): \(answer.ending) \(answer.errors)")
      #expect(answer.errors.contains("files may be open at once"), "\(answer.errors)")
      #expect(answer.errors.contains("ulimit -Hn"))
    }
  }

  @Test func `a soft limit is raised to the hard one, and doctor says which`() throws {
    let answer = try Command.run(limited("-Sn 512", ["doctor", "--json"]), program: "/bin/sh")
    let checks = try answer.json()["checks"].list
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let found = checks.first { $0["name"].text == "open files" }?["found"].text ?? ""
    #expect(found.hasPrefix("\(limit.rlim_max) allowed"), "\(found)")
    let low = try Command.run(limited("-n 100", ["doctor", "--json"]), program: "/bin/sh")
    let verdict = try low.json()["checks"].list.first { $0["name"].text == "open files" }?["verdict"].text
    #expect(verdict == "mend")
  }
}
