internal import CLinux
internal import Glibc
internal import Platform

/// The address-space limit of this process, which turns a runaway task into a failed allocation before
/// the machine starts to swap.
struct AddressSpace {
  /// What one further thread reserves without using it: 8 MiB of stack and glibc's 64 MiB arena, aligned.
  static let bytesPerThread: UInt64 = 136 << 20

  private var isLimited = false

  /// Allows `limit` bytes beyond what is in use now; nil lifts the limit.
  mutating func allow(_ limit: UInt64?, threads: Int) {
    guard let limit else {
      if isLimited { isLimited = percolate_set_address_space_limit(.max) != 0 }
      return
    }
    guard let used = AddressSpace.used() else { return }
    let extra = UInt64(max(threads, 1) - 1).multipliedReportingOverflow(by: AddressSpace.bytesPerThread)
    let sum = used.addingReportingOverflow(limit)
    let total = sum.partialValue.addingReportingOverflow(extra.partialValue)
    if extra.overflow || sum.overflow || total.overflow { return }
    isLimited = percolate_set_address_space_limit(total.partialValue) == 0
  }

  /// Bytes of address space in use; nil where /proc is missing.
  private static func used() -> UInt64? {
    var buffer = [UInt8](repeating: 0, count: 128)
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) else { return nil }
    let pages = buffer[..<count].prefix { $0 != UInt8(ascii: " ") }
    guard let number = UInt64(String(decoding: pages, as: UTF8.self)) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: UInt64(sysconf(Int32(_SC_PAGESIZE))))
    return overflow ? nil : bytes
  }
}
