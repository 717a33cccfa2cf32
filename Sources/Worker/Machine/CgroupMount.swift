/// Where a hierarchy of control groups is mounted: a line of /proc/self/mountinfo.
struct CgroupMount: Equatable {
  /// Which part of the hierarchy is seen there: "/", or a container's own group.
  let root: String
  let point: String
  let isVersion2: Bool
  /// Of version 1: "cpu", "memory".
  let controllers: Set<String>

  /// Nil for other file systems. The line has six fields, some optional ones, a dash, and then the file system's
  /// type, its source and its options.
  init?(line: some StringProtocol) {
    let fields = String(line).split(separator: " ").map(String.init)
    guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { return nil }
    switch fields[dash + 1] {
    case "cgroup": isVersion2 = false
    case "cgroup2": isVersion2 = true
    default: return nil
    }
    root = CgroupMount.unescaped(fields[3])
    point = CgroupMount.unescaped(fields[4])
    controllers = isVersion2 ? [] : Set(fields[dash + 3].split(separator: ",").map(String.init))
  }

  /// The folders of the group at `path` and of those above it, as far as they can be seen, innermost first.
  func folders(of path: String) -> [String] {
    let names = path.split(separator: "/").map(String.init)
    let hidden = root.split(separator: "/").map(String.init)
    // A path that leads elsewhere belongs to another view of the hierarchy; the mount itself is ours all the same.
    var inside =
      names.starts(with: hidden) && !names.contains("..") ? Array(names.dropFirst(hidden.count)) : []
    var folders: [String] = []
    let base = point == "/" ? "" : point
    while true {
      folders.append(([base] + inside).joined(separator: "/"))
      guard inside.popLast() != nil else { return folders }
    }
  }

  /// The kernel writes blanks, line breaks and backslashes as a backslash and three octal digits.
  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
