internal import CZeroMQ

/// Facts about the libzmq that this process is linked with.
package enum Libzmq {
  /// A release of libzmq.
  package struct Version: Comparable, Sendable, CustomStringConvertible {
    package let major: Int32
    package let minor: Int32
    package let patch: Int32

    /// Names a release.
    package init(major: Int32, minor: Int32, patch: Int32) {
      self.major = major
      self.minor = minor
      self.patch = patch
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: Version, right: Version) -> Bool {
      (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
  }

  /// The oldest release to expose to a network: older ones can be stopped by a peer that never
  /// authenticates (CVE-2020-15166).
  package static let minimumVersion = Version(major: 4, minor: 3, patch: 3)

  /// The release found at run time.
  package static var version: Version {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    zmq_version(&major, &minor, &patch)
    return Version(major: major, minor: minor, patch: patch)
  }

  /// Whether this libzmq can encrypt. Some distributions build it without; then nothing but loopback is
  /// safe to listen on.
  package static var hasCurve: Bool { zmq_has("curve") == 1 }
}
