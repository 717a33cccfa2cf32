internal import Glibc
internal import Platform

/// Bytes that this process may still write to the file system under `path`; 0 where that is unknown.
func freeBytes(under path: String) -> Int {
  var status = statvfs()
  guard statvfs(path, &status) == 0 else { return 0 }
  let (product, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
  return overflow ? Int.max : Int(clamping: product)
}

/// The size of a file; nil where there is none.
func fileSize(_ path: String) -> Int? {
  DiskFreeThread.assertNotCurrent("look at \(path)")
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : nil
}

/// Whether an error number says that this process or the machine has no file descriptor left: that passes.
func isOutOfDescriptors(_ code: Int32) -> Bool { code == EMFILE || code == ENFILE }

/// Whether no file at all can be opened now, for want of descriptors. For failures that come without their number.
func cannotOpenAnything() -> Bool {
  let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return isOutOfDescriptors(errno) }
  close(descriptor)
  return false
}
