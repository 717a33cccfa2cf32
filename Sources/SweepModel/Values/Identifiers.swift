/// The name of a task: SHA-256 of the canonical JSON of what determines its result.
///
/// Printed everywhere as its first 12 hexadecimal digits.
public struct TaskID: Hashable, Sendable, CustomStringConvertible {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }

  /// The first 12 hexadecimal digits.
  public var description: String { digest.short }
}

/// The name of a sweep: SHA-256 of its resolved spec, so that the same spec is the same sweep.
public struct SweepID: Hashable, Sendable, CustomStringConvertible {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }

  /// The first 12 hexadecimal digits.
  public var description: String { digest.short }
}

/// One life of one worker: the worker's own UUID and how many times it has said hello.
///
/// A message from an older epoch of the same worker is a leftover and is dropped.
public struct WorkerSession: Hashable, Sendable, CustomStringConvertible {
  public let worker: WorkerID
  public let epoch: UInt64

  public init(worker: WorkerID, epoch: UInt64) {
    self.worker = worker
    self.epoch = epoch
  }

  public var description: String { "\(worker)/\(epoch)" }
}

/// A worker's identity, made once when its process starts: 16 random bytes.
public struct WorkerID: Hashable, Sendable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A fresh random identity.
  public static func random() -> WorkerID {
    WorkerID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
  }

  /// Takes 16 bytes as they came off the wire or the disk; nil for any other length.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var parts: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      if index < 8 { parts.0 = parts.0 << 8 | UInt64(byte) } else { parts.1 = parts.1 << 8 | UInt64(byte) }
    }
    (high, low) = parts
  }

  /// The 16 bytes, most significant first.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }

  /// The first 8 hexadecimal digits, enough to tell the workers of a cluster apart.
  public var description: String { Hexadecimal.text(bytes.prefix(4)) }
}
