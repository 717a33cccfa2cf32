/// The files that a program brings, packed: what names them everywhere.
public struct ProgramBundle: Hashable, Sendable {
  /// Bytes of all files at most.
  public static let contentLimit = 256 << 20
  /// Files, folders and links at most.
  public static let entryLimit = 20_000
  /// Bytes of the whole, with the list of its files, at most.
  public static let sizeLimit = contentLimit + (64 << 20)

  /// SHA-256 of the packed bytes.
  public var digest: Digest
  /// How many they are.
  public var size: Int

  public init(digest: Digest, size: Int) {
    self.digest = digest
    self.size = size
  }
}
