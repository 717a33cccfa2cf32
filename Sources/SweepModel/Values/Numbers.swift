/// A task's short name inside one data directory: its row in the journal, from 1.
///
/// Shorter than a ``TaskID``, so that a million of them are cheap to queue; it means nothing elsewhere.
public struct TaskNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let value: Int

  public init(_ value: Int) { self.value = value }

  public static func < (left: TaskNumber, right: TaskNumber) -> Bool { left.value < right.value }

  public var description: String { String(value) }
}

/// A sweep's short name inside one data directory: its row in the journal, from 1.
public struct SweepNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let value: Int

  public init(_ value: Int) { self.value = value }

  public static func < (left: SweepNumber, right: SweepNumber) -> Bool { left.value < right.value }

  public var description: String { String(value) }
}
