internal import Glibc
internal import Platform

/// Words about disks without room.
enum DiskRoom {
  /// Bytes below which a disk is full: nothing that a program leaves is smaller.
  private static let least: UInt = 64 << 10

  /// What went wrong with a file, as it goes on behind a colon: the system's reason, and which disk that is where it has no
  /// room.
  static func reason(_ code: Int32 = errno, at path: String) -> String {
    guard code == ENOSPC || code == EDQUOT, let disk = disk(of: path) else { return Errno.text(code) }
    return "\(Errno.text(code)) on the disk at \(disk)"
  }

  /// A sentence where the disk that a folder lies on is full; nil where it has room.
  static func problem(at folder: String) -> String? {
    var room = statvfs()
    guard statvfs(folder, &room) == 0, let disk = disk(of: folder) else { return nil }
    let (bytes, overflow) = room.f_bavail.multipliedReportingOverflow(by: room.f_frsize)
    if !overflow, bytes < least { return "the disk at \(disk), where its folder \(folder) lies, is full" }
    if room.f_files > 0, room.f_favail == 0 {
      return "the disk at \(disk), where its folder \(folder) lies, takes no more files"
    }
    return nil
  }

  /// Where the disk is mounted that a path, or the nearest folder above it, lies on.
  private static func disk(of path: String) -> String? {
    var place = path
    var status = stat()
    while stat(place, &status) != 0, place != "/" { place = DurableFile.directory(of: place) }
    let device = status.st_dev
    while place != "/" {
      let above = DurableFile.directory(of: place)
      guard stat(above, &status) == 0, status.st_dev == device else { break }
      place = above
    }
    return place
  }
}
