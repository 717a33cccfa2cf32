import Foundation
import Glibc

/// A file system of a few megabytes that can be filled to the last byte: a tmpfs. Needs root.
final class SmallDisk {
  let path: String

  /// Why tests with a small disk cannot run here; nil where they can.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "only root mounts file systems" }
    return (try? SmallDisk(megabytes: 1)) == nil ? "this machine refuses to mount a tmpfs" : nil
  }()

  init(megabytes: Int) throws {
    path = FileManager.default.temporaryDirectory.path + "/percolate-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let process = try RunningProcess(
      ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path], program: "/bin/mount")
    guard try process.exit() == .code(0) else {
      rmdir(path)
      throw GaveUp(description: "no tmpfs: \(process.errors.text)")
    }
  }

  deinit {
    let process = try? RunningProcess(["-l", path], program: "/bin/umount")
    _ = try? process?.exit()
    rmdir(path)
  }

  /// Writes until nothing more fits.
  func fill() {
    let descriptor = open(path + "/ballast", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    for size in [65_536, 4096, 1] {
      let block = [UInt8](repeating: 1, count: size)
      while write(descriptor, block, size) > 0 {}
    }
  }

  /// Makes room again.
  func free() { unlink(path + "/ballast") }
}
