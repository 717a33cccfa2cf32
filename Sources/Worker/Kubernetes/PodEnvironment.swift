internal import Foundation

/// What a process in a pod of Kubernetes can know of it.
package enum PodEnvironment {
  /// The exit code of a worker that was interrupted before the work was done: the one of sysexits for "try again". A Job
  /// takes 0 for done and would start nothing in its place.
  package static let interrupted: Int32 = 75

  /// Whether this process runs in a pod; Kubernetes tells each where its API is.
  package static func isPod(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool { environment["KUBERNETES_SERVICE_HOST"].map { !$0.isEmpty } ?? false }
}
