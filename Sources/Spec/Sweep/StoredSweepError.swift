/// A stored sweep that cannot be read back: the file was damaged or written by another version.
package struct StoredSweepError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  init(_ reason: String) { description = "a stored sweep cannot be read: \(reason)" }

  init(missing key: String) { self.init("`\(key)` is missing or is not what was stored there") }
}
