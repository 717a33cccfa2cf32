import Foundation
import Glibc
import TestSupport
import Testing

/// The release binary on a machine without Swift.
@Suite(
  .timeLimit(.minutes(5)),
  .enabled(if: ReleaseBinary.path != nil, "PERCOLATE_RELEASE_BINARY names no release binary"))
struct ReleaseBinaryTests {
  @Test func `it needs nothing of Swift and nothing of the environment`() throws {
    let binary = try #require(ReleaseBinary.path)
    let libraries = try Command.run([binary], program: "/usr/bin/ldd")
    #expect(libraries.ending == .code(0), "\(libraries.errors)")
    #expect(libraries.output.contains("libzmq"))
    for name in ["libswift", "libFoundation", "libdispatch", "not found"] {
      #expect(!libraries.output.contains(name), "\(libraries.output)")
    }
    let bare = try Command.run(
      ["-i", "PATH=/nonexistent", binary, "--version"], program: "/usr/bin/env")
    #expect(bare.ending == .code(0), "\(bare.errors)")
    #expect(bare.output == (try Command.run("--version").output))
  }

  @Test(
    .enabled(if: ReleaseBinary.canHide, "needs root, mount namespaces and a Swift in a folder of its own"))
  func `it runs a sweep with the toolchain hidden`() throws {
    let binary = try #require(ReleaseBinary.path)
    let libraries = try #require(ReleaseBinary.runtimeFolder)
    let directory = try TemporaryDirectory()
    let spec = try directory.write(FinishedSweep.spec, to: "small.yaml")
    // The namespace of mounts is this command's own: the toolchain is there for everybody else.
    let script = "mount -t tmpfs none \"$0\" && exec /usr/bin/env -i PATH=/nonexistent \"$@\""
    func hidden(_ words: [String]) throws -> Cluster.Answer {
      try Command.run(["-m", "/bin/sh", "-c", script, libraries] + words, program: "/usr/bin/unshare")
    }
    let data = directory.path("data")
    let run = try hidden([binary, "run", spec, "--workers", "2", "--data", data, "--json"])
    #expect(run.ending == .code(0), "\(run.errors)")
    #expect(try run.json()["sweep"]["census"]["done"].int == 18)
    let page = try #require(try run.json()["report"].text)
    #expect(FileManager.default.fileExists(atPath: page))
    // The proof that it was hidden: a program that needs it does not even start.
    let debug = try hidden([ProgramUnderTest.path, "--version"])
    #expect(debug.ending == .code(127), "\(debug.ending) \(debug.output)")
    // The bits do not depend on the build.
    let here = try Command.run("export", "last", "--wide", "--data", data).output
    #expect(here == (try FinishedSweep.shared.get().run("export", "last", "--wide").output))
  }
}

/// Where the release binary is, and what must be hidden from it.
enum ReleaseBinary {
  static let path: String? = {
    let path = ProcessInfo.processInfo.environment["PERCOLATE_RELEASE_BINARY"] ?? ""
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  /// The folder that the debug build takes its Swift runtime from.
  static let runtimeFolder: String? = {
    let libraries = try? Command.run([ProgramUnderTest.path], program: "/usr/bin/ldd").output
    guard let line = libraries?.split(separator: "\n").first(where: { $0.contains("libswiftCore.so =>") }),
      let path = line.split(separator: " ").first(where: { $0.hasPrefix("/") })
    else { return nil }
    return (String(path) as NSString).deletingLastPathComponent
  }()

  static let canHide: Bool = {
    guard geteuid() == 0, let runtimeFolder else { return false }
    let answer = try? Command.run(
      ["-m", "/bin/mount", "-t", "tmpfs", "none", runtimeFolder], program: "/usr/bin/unshare")
    return answer?.ending == .code(0)
  }()
}
