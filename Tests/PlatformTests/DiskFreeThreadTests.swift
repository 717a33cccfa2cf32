import Foundation
import Platform
import Testing

/// A thread that may not wait for a disk is found out where it comes to a file.
@Suite struct DiskFreeThreadTests {
  @Test func `only the thread that said so is free of the disk, until it takes it back`() {
    DiskFreeThread.enter()
    #expect(DiskFreeThread.isCurrent)
    let other = DispatchSemaphore(value: 0)
    let seen = Answer()
    Thread.detachNewThread {
      seen.isFree = DiskFreeThread.isCurrent
      other.signal()
    }
    other.wait()
    #expect(!seen.isFree)
    DiskFreeThread.leave()
    #expect(!DiskFreeThread.isCurrent)
    DiskFreeThread.assertNotCurrent("read a file")
  }

  @Test func `a debug build ends where such a thread reads or writes a file`() async {
    await #expect(processExitsWith: .failure) {
      DiskFreeThread.enter()
      _ = try? PrivateFile.read("/dev/null", limit: 1)
    }
    await #expect(processExitsWith: .failure) {
      DiskFreeThread.enter()
      try? PrivateFile.write([], to: NSTemporaryDirectory() + "/never-written")
    }
  }

  private final class Answer: @unchecked Sendable { var isFree = true }
}
