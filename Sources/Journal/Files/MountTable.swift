/// The file systems of this machine, as /proc/self/mounts lists them.
struct MountTable {
  private let mounts: [(point: String, type: String)]
  private static let network: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "lustre", "gpfs", "beegfs", "ceph", "afs", "glusterfs", "orangefs",
    "fuse.sshfs", "fuse.glusterfs", "fuse.ceph",
  ]

  /// Reads lines of "device point type options"; others are skipped.
  init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count >= 3 else { return nil }
      // Blanks in mount points are written as octal escapes.
      let point = String(fields[1]).split(separator: #"\040"#, omittingEmptySubsequences: false)
      return (point.joined(separator: " "), String(fields[2]))
    }
  }

  /// The type of the file system under an absolute path where that is a network one.
  func networkType(of path: String) -> String? {
    let holding = mounts.filter { mount in
      path == mount.point || path.hasPrefix(mount.point == "/" ? "/" : mount.point + "/")
    }
    // The longest point holds the path; of equal ones the newest, which hides the others.
    var best: (point: String, type: String)?
    for mount in holding where mount.point.utf8.count >= (best?.point.utf8.count ?? 0) { best = mount }
    return best.flatMap { Self.network.contains($0.type) ? $0.type : nil }
  }
}
