import Foundation
import TestSupport

/// The built program: beside the test program, or where PERCOLATE_BINARY says.
enum ProgramUnderTest {
  static var path: String {
    ProcessInfo.processInfo.environment["PERCOLATE_BINARY"] ?? BuiltProduct.path("percolate")
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
}
