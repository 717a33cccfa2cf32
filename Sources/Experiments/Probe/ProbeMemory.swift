internal import Glibc
internal import SweepModel

/// Eats memory until the limit of the process stops it.
enum ProbeMemory {
  /// 64 GiB: where a runaway probe gives up even on a large machine.
  static let hardCap = 68_719_476_736
  private static let chunk = 16_777_216

  /// Allocates and touches memory in steps of 16 MiB. Where an address-space limit is set the process
  /// dies as any experiment would, in the allocation that the limit refuses.
  ///
  /// Half of the machine's memory (or ``hardCap``, if less) is the most it ever takes, so that a slot
  /// without a limit does not bring down its machine.
  ///
  /// - Throws: `TaskFailure` at that cap.
  static func exhaust() throws -> Never {
    let cap = cap(pages: sysconf(Int32(_SC_PHYS_PAGES)), pageSize: sysconf(Int32(_SC_PAGESIZE)))
    var held: [[UInt8]] = []
    while held.count * chunk < cap {
      // Filling the array writes to every page, so that the memory is resident and not only reserved.
      held.append([UInt8](repeating: UInt8(truncatingIfNeeded: held.count | 1), count: chunk))
    }
    throw TaskFailure(
      "the probe took \(held.count * chunk >> 20) MiB and nothing stopped it; set resources.memory below "
        + "that to see it stopped")
  }

  /// Bytes after which to give up, on a machine of `pages` pages of `pageSize` bytes.
  static func cap(pages: Int, pageSize: Int) -> Int {
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageSize)
    return overflow || bytes <= 0 ? chunk : min(bytes / 2, hardCap)
  }
}
