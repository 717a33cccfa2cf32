import Foundation
import TestSupport
import Testing

/// The Debian package: made from the release binary, and installed where there is no toolchain.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PackageTests {
  /// Why the package cannot be tried here; nil where it can.
  private static let obstacle: String? = {
    guard ProcessInfo.processInfo.environment["PERCOLATE_RELEASE_BINARY"] != nil else {
      return "PERCOLATE_RELEASE_BINARY does not name a release binary"
    }
    guard geteuid() == 0 else { return "a copy of this machine needs root" }
    for program in ["dpkg-deb", "dpkg-shlibdeps", "help2man", "unshare"]
    where !RunningProcess.isInstalled(program) {
      return "there is no \(program)"
    }
    return nil
  }()

  @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
  func `the package installs, runs a sweep without a toolchain, and goes again`() throws {
    let place = try TemporaryDirectory()
    let binary = try #require(ProcessInfo.processInfo.environment["PERCOLATE_RELEASE_BINARY"])
    let made = try RunningProcess.run(
      "bash", [Checkout.file("Scripts/package.sh").path, "--binary", binary, place.path])
    #expect(made.ending == .code(0), "\(made.text)")
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    let package = try #require(names.first { $0.hasPrefix("percolate_") && $0.hasSuffix(".deb") })
    let content = try RunningProcess.run("dpkg-deb", ["--contents", place.path(package)])
    for file in [
      "./usr/bin/percolate", "./usr/share/man/man1/percolate.1.gz",
      "./usr/share/man/man1/percolate-backup.1.gz",
      "./usr/share/bash-completion/completions/percolate", "./usr/share/zsh/vendor-completions/_percolate",
      "./usr/share/fish/vendor_completions.d/percolate.fish",
      "./lib/systemd/system/percolate-coordinator.service", "./usr/share/doc/percolate/copyright",
    ] {
      #expect(content.text.contains(file), "\(content.text)")
    }
    let fields = try RunningProcess.run("dpkg-deb", ["--field", place.path(package), "Depends"])
    for library in ["libzmq5", "libsqlite3-0", "libssl3", "libdnnl2"] {
      #expect(fields.text.contains(library), "\(fields.text)")
    }
    let tried = try RunningProcess.run(
      "bash", [Checkout.file("Scripts/try-package.sh").path, place.path(package)])
    #expect(tried.ending == .code(0), "\(tried.text)")
    #expect(
      tried.text.contains("200 planned = 200 done") && tried.text.contains("the package works"),
      "\(tried.text)")
  }
}
