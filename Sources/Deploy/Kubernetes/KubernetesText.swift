/// What Kubernetes takes for names, labels, images and quantities. It refuses anything else only when the file is applied,
/// after the objects that stand before.
enum KubernetesText {
  /// A DNS label that begins with a letter, as names of services are (RFC 1035).
  static func label(_ text: String, option: String, limit: Int = 63) throws(DeployError) {
    let bytes = Array(text.utf8)
    guard (1...limit).contains(bytes.count), isLower(bytes[0]),
      bytes.allSatisfy({ isWord($0) || $0 == dash }),
      let last = bytes.last, last != dash
    else {
      throw .option(
        name: option, value: text,
        expected:
          "1 to \(limit) lower-case letters, digits and `-`, that begin with a letter and end with none of `-`"
      )
    }
  }

  /// A DNS subdomain: labels with dots between them, as names of most objects are (RFC 1123).
  static func subdomain(_ text: String, option: String) throws(DeployError) {
    guard isSubdomain(text) else {
      throw .option(
        name: option, value: text,
        expected:
          "at most 253 lower-case letters, digits, `-` and `.`, with a letter or digit on both sides of each `.`"
      )
    }
  }

  /// A label's or resource's name, with or without a domain before a slash: `nvidia.com/gpu`.
  static func qualified(_ text: String, option: String, needsDomain: Bool = false) throws(DeployError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 1 && !needsDomain, let name = parts.last, isValue(name),
      !name.isEmpty,
      parts.count == 1 || isSubdomain(parts[0])
    else {
      throw .option(
        name: option, value: text,
        expected: needsDomain
          ? "a name with its domain such as `nvidia.com/gpu`" : "a name such as `example.com/pool`")
    }
  }

  /// A pair `KEY=VALUE` of a label.
  static func pair(_ text: String, option: String) throws(DeployError) -> (String, String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, isValue(parts[1]) else {
      throw .option(name: option, value: text, expected: "a label such as `pool=batch`")
    }
    try qualified(parts[0], option: option)
    return (parts[0], parts[1])
  }

  /// An image: registry, path, tag and digest as container engines read them.
  static func image(_ text: String, option: String) throws(DeployError) {
    guard isImage(text) else {
      throw .option(
        name: option, value: text,
        expected:
          "an image such as `registry.example.org:5000/lab/percolate:1.0`, in lower case but for its tag")
    }
  }

  /// Bytes as a quantity, in the largest unit that gives a whole number.
  static func quantity(_ bytes: Int) -> String {
    for (shift, unit) in [(40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")]
    where bytes > 0 && bytes & ((1 << shift) - 1) == 0 { return "\(bytes >> shift)\(unit)" }
    return "\(bytes)"
  }

  // MARK: Parts

  private static let dash = UInt8(ascii: "-")

  private static func isLower(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
  private static func isWord(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isWord(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
  private static func isMark(_ byte: UInt8) -> Bool {
    [dash, UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        let bytes = Array(part.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        return isWord(first) && isWord(last) && bytes.allSatisfy { isWord($0) || $0 == dash }
      }
  }

  /// A label's value: none, or letters, digits and marks with a letter or digit at both ends.
  private static func isValue(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last else { return true }
    return bytes.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || isMark($0) }
  }

  private static func isImage(_ text: String) -> Bool {
    guard text.utf8.count <= 400 else { return false }
    let whole = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard whole.count == 1 || whole.count == 2 && isDigest(whole[1]) else { return false }
    var parts = whole[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let tagged = parts.popLast() else { return false }
    let named = tagged.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard named.count == 1 || named.count == 2 && isTag(named[1]) else { return false }
    parts.append(named[0])
    // The first part is a registry where it looks like a host.
    if parts.count > 1, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost" {
      let host = parts.removeFirst().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let isPort = host.count == 1 || host.count == 2 && UInt16(host[1]) != nil
      guard isPort, isSubdomain(host[0].lowercased()) else { return false }
    }
    return parts.allSatisfy { part in
      let bytes = Array(part.utf8)
      guard let first = bytes.first, let last = bytes.last else { return false }
      return isWord(first) && isWord(last) && bytes.allSatisfy { isWord($0) || isMark($0) }
    }
  }

  private static func isTag(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, bytes.count <= 128 else { return false }
    return (isAlphanumeric(first) || first == UInt8(ascii: "_"))
      && bytes.allSatisfy { isAlphanumeric($0) || isMark($0) }
  }

  private static func isDigest(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst("sha256:".utf8.count)
    return text.hasPrefix("sha256:") && digits.count == 64
      && digits.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }
}
