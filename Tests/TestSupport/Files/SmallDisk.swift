internal import Foundation
internal import Platform

/// A file system of a few megabytes that can be filled to the last byte: a tmpfs. Needs root.
package final class SmallDisk {
  package let path: String

  /// Why tests with a small disk cannot run here; nil where they can.
  package static let obstacle: String? = {
    guard geteuid() == 0 else { return "only root mounts file systems" }
    return (try? SmallDisk(megabytes: 1)) == nil ? "this machine refuses to mount a tmpfs" : nil
  }()

  /// - Parameter files: how many files and folders it takes, itself among them; nil for as many as the system likes.
  package init(megabytes: Int, files: Int? = nil) throws {
    path = FileManager.default.temporaryDirectory.path + "/percolate-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let answer = try RunningProcess.run(
      "/bin/mount",
      ["-t", "tmpfs", "-o", "size=\(megabytes)m" + (files.map { ",nr_inodes=\($0)" } ?? ""), "tmpfs", path])
    guard answer.ending == .code(0) else {
      rmdir(path)
      throw GaveUp(description: "no tmpfs: \(answer.errors)")
    }
  }

  deinit {
    _ = try? RunningProcess.run("/bin/umount", ["-l", path])
    rmdir(path)
  }

  /// Writes until nothing more fits.
  package func fill() {
    let descriptor = open(path + "/ballast", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    for size in [65_536, 4096, 1] {
      let block = [UInt8](repeating: 1, count: size)
      while write(descriptor, block, size) > 0 {}
    }
  }

  /// Makes room again.
  package func free() { unlink(path + "/ballast") }
}
