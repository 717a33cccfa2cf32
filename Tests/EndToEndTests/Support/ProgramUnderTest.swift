import Foundation

/// The built program: beside the test program, or where PERCOLATE_BINARY says.
enum ProgramUnderTest {
  static var path: String {
    if let path = ProcessInfo.processInfo.environment["PERCOLATE_BINARY"] { return path }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (tests as NSString).deletingLastPathComponent + "/percolate"
  }

  /// Environment of a program whose every flush to disk takes so much longer.
  static func slowDisk(microseconds: Int) -> [String: String] {
    let folder = (path as NSString).deletingLastPathComponent
    return [
      "LD_PRELOAD": folder + "/libslow-disk.so", "SLOW_DISK_MICROSECONDS": "\(microseconds)",
    ]
  }

  /// Environment of a program whose clock on the wall is as many seconds ahead as a file says.
  static func shiftedClock(_ file: String) -> [String: String] {
    let folder = (path as NSString).deletingLastPathComponent
    return ["LD_PRELOAD": folder + "/libshifted-clock.so", "SHIFTED_CLOCK_FILE": file]
  }

  /// The root of the checkout, for files that are no resources of the tests.
  static func checkout(from file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
  }
}

/// How long anything in these tests may take before it counts as stuck. No test asserts on time.
enum Patience {
  static let seconds = 60.0
}

/// Something that a test waited for did not come.
struct GaveUp: Error, CustomStringConvertible {
  let description: String
}
