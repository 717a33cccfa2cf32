import Foundation
import TestSupport

/// A Python with torch, for tests that train with it.
enum TorchPython {
  /// The environment in which `python3` is one that has torch: that of the benchmarks' peers, or the one in PATH. Nil where
  /// there is none.
  static let environment: [String: String]? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let peers = Checkout.file(".build-peers/bin").path
    return [peers + ":" + path, path].map { ["PATH": $0] }.first { environment in
      let answer = try? Command.run(
        ["python3", "-c", "import torch"], program: "/usr/bin/env", environment: environment)
      return answer?.ending == .code(0)
    }
  }()
}
