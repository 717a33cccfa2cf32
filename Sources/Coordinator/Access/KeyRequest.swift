internal import Journal
internal import Results
internal import Transport

/// A key that somebody wants made: a role and a name that nobody has.
struct KeyRequest: Equatable, Sendable {
  let name: String
  let role: AccessFile.Role

  /// - Parameter keys: all keys that there are, revoked ones too.
  /// - Throws: ``SelectionError`` for what is no name, and for the name of a valid key.
  init(name: String, role: AccessFile.Role, among keys: [AccessKey]) throws(SelectionError) {
    guard !name.isEmpty, name.count <= 64,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
      !name.hasPrefix(".")
    else {
      throw SelectionError(
        "a key's name is 1 to 64 letters, digits, `-`, `_` or `.`, found `\(name.prefix(80))`")
    }
    guard name != KeyFiles.ownerName else {
      throw SelectionError("the name \(name) is kept for the coordinator's own key; choose another name")
    }
    guard !keys.contains(where: { $0.name == name && $0.revokedAt == nil }) else {
      throw SelectionError("there is a key named \(name) already; revoke it first or choose another name")
    }
    self.name = name
    self.role = role
  }
}
