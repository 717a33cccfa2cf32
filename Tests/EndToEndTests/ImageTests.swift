import Foundation
import TestSupport
import Testing

/// The image for containers: made by deploy/Containerfile from the release binary, without a registry.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ImageTests {
  /// Why the image cannot be tried here; nil where it can.
  private static let obstacle: String? = {
    guard ProcessInfo.processInfo.environment["PERCOLATE_RELEASE_BINARY"] != nil else {
      return "PERCOLATE_RELEASE_BINARY does not name a release binary"
    }
    guard geteuid() == 0 else { return "containers of the tests need root" }
    for program in ["podman", "runc", "apt-cache"] where !RunningProcess.isInstalled(program) {
      return "there is no \(program)"
    }
    return nil
  }()

  @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
  func `the image runs coordinator, worker and commands without rights, on a read-only root`() throws {
    let binary = try #require(ProcessInfo.processInfo.environment["PERCOLATE_RELEASE_BINARY"])
    let tried = try RunningProcess.run("bash", [Checkout.file("Scripts/try-image.sh").path, binary])
    #expect(tried.ending == .code(0), "\(tried.text)")
    for line in [
      "finished: 200 planned = 200 done", "the worker left for want of work, with 0",
      "the coordinator stopped",
      "the image is 10001:10001", "the image works",
    ] { #expect(tried.text.contains(line), "\(tried.text)") }
    // The limits of its control groups are the container's, not the machine's.
    #expect(tried.text.contains(/memory +note +600 MiB/), "\(tried.text)")
    #expect(tried.text.contains("1 core (by "), "\(tried.text)")
  }
}
