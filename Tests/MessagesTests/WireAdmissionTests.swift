import Foundation
import SweepModel
import SwiftProtobuf
import Testing

@testable import Messages

/// What is looked through before it is decoded.
@Suite struct WireAdmissionTests {
  /// A field of another message, or of text and bytes.
  private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(content.count) + content
  }

  private func varint(_ value: Int) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  private func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count * count) { buffer, filled in
      for start in stride(from: 0, to: bytes.count * count, by: bytes.count) {
        for place in bytes.indices { buffer[start + place] = bytes[place] }
      }
      filled = bytes.count * count
    }
  }

  private func kind(_ message: WireToCoordinator.OneOf_Message) throws -> WireKind {
    try WireAdmission.kind(of: WireCodec.bytes(WireToCoordinator.with { $0.message = message }))
  }

  @Test func `each message is told from the others`() throws {
    #expect(try kind(.hello(.init())) == .hello)
    #expect(try kind(.heartbeat(.init())) == .heartbeat)
    #expect(try kind(.report(.init())) == .report)
    #expect(try kind(.goodbye(.init())) == .goodbye)
    #expect(try kind(.request(.init())) == .request)
    #expect(try kind(.checkpointRequest(.init())) == .checkpointRequest)
  }

  /// The largest that honest peers send.
  @Test func `what honest peers say at most passes`() throws {
    let task = Data(repeating: 7, count: 32)
    let held = WireHeld.with {
      $0.task = task
      $0.attempt = 100_000
    }
    #expect(try kind(.hello(.with { $0.held = Array(repeating: held, count: 65_536) })) == .hello)
    let progress = WireProgress.with {
      $0.task = task
      $0.attempt = 1
      $0.step = .max
      $0.seconds = 1
    }
    #expect(
      try kind(.heartbeat(.with { $0.running = Array(repeating: progress, count: 65_536) })) == .heartbeat)
    // 256 KiB of the smallest series, by the ledger's count of 76 bytes each, and as many values as one series has.
    let small = WireMetricRows.with {
      $0.task = task
      $0.attempt = 1
      $0.name = "jacobian-irrelevant"
      $0.steps = [1000]
      $0.values = [0.5]
    }
    var burst = small
    burst.steps = Array(repeating: 1_000_000, count: 32_768)
    burst.values = Array(repeating: 0.5, count: 32_768)
    let streamed = WireReport.with { $0.metrics = Array(repeating: small, count: 3500) + [burst] }
    #expect(try kind(.report(streamed)) == .report)
    let finished = WireFinished.with { finished in
      finished.task = task
      finished.metrics = (0..<390).map { number in
        .with {
          $0.name = "a-metric-with-a-name-\(number)"
          $0.value = 1
        }
      }
    }
    let ended = WireEnded.with {
      $0.task = task
      $0.outcome = .crashed
      $0.reason = String(repeating: "x", count: 4096)
      $0.log = Array(repeating: String(repeating: "y", count: 1000), count: 100)
    }
    #expect(try kind(.report(.with { $0.finished = Array(repeating: finished, count: 20) })) == .report)
    #expect(try kind(.report(.with { $0.ended = Array(repeating: ended, count: 4) })) == .report)
    var large = WireFinished()
    large.artifacts = [.with { $0.content = Data(count: ArtifactPieces.inlineLimit) }]
    #expect(try kind(.report(.with { $0.finished = [large] })) == .report)
    let piece = WireArtifactPart.with { $0.content = Data(count: CheckpointPieces.pieceLimit) }
    #expect(try kind(.report(.with { $0.artifacts = [piece] })) == .report)
    #expect(
      try kind(.request(.with { $0.submit.source = Data(count: 1 << 20) })) == .request)
    #expect(
      try kind(.request(.with { $0.command.cancel.targets = Array(repeating: "0123456789ab", count: 2000) }))
        == .request)
  }

  static let floods: [(name: String, kind: UInt8, element: [UInt8], count: Int)] = [
    ("held leases", 1, [0x32, 0], 1_000_000),
    ("experiments", 1, [0x42, 0], 1_000_000),
    ("machines", 1, [0x22, 0], 2),
    ("running tasks", 2, [0x12, 0], 1_000_000),
    ("results", 3, [0x1A, 0], 100_000),
    ("ended attempts", 3, [0x22, 0], 100_000),
    ("series", 3, [0x2A, 0], 1_000_000),
    ("pieces of checkpoints", 3, [0x32, 0], 1_000_000),
    ("pieces of files", 3, [0x3A, 0], 9),
    ("metrics of a result", 3, [0x1A, 2, 0x22, 0], 500_000),
    ("log lines", 3, [0x22, 2, 0x32, 0], 500_000),
    ("values that no version knows", 3, [0x78, 1], 6_000_000),
    ("requests", 5, [0x22, 0], 2),
    ("commands of one kind", 5, [0x22, 4, 0x0A, 0, 0x0A, 0], 1),
    ("questions of one kind", 5, [0x1A, 4, 0x1A, 0, 0x1A, 0], 1),
  ]

  @Test(arguments: floods)
  func `a list of many small parts is refused, in words`(
    flood: (name: String, kind: UInt8, element: [UInt8], count: Int)
  ) {
    let payload = field(flood.kind, repeated(flood.element, flood.count))
    let refused = #expect(throws: WireError.self) { try WireAdmission.kind(of: payload) }
    #expect(refused?.description.contains("expected percolate's protocol") == true)
  }

  @Test func `packed numbers count by the number, not by the byte`() {
    // Ten million steps of one byte each are 80 MB decoded.
    let steps = field(3, field(5, field(4, [UInt8](repeating: 1, count: 10_000_000))))
    #expect(throws: WireError.self) { try WireAdmission.kind(of: steps) }
    let names = field(5, field(4, field(1, repeated([0x0A, 0], 400_000))))
    #expect(throws: WireError.self) { try WireAdmission.kind(of: names) }
  }

  @Test(
    arguments: [
      (1, 5 << 20), (2, 5 << 20), (4, 70 << 10), (5, 6 << 20), (6, 5 << 10),
    ] as [(UInt8, Int)])
  func `a kind that is always small is refused where it is large`(kind: UInt8, bytes: Int) {
    #expect(throws: WireError.self) {
      try WireAdmission.kind(of: field(kind, field(15, [UInt8](repeating: 0, count: bytes))))
    }
  }

  @Test func `values of an enum are charged with what they take decoded, packed or not`() {
    // A query has 64 KiB at most, so that the bound of a whole request is reached by none.
    for statuses in [field(2, [UInt8](repeating: 3, count: 60_000)), repeated([0x10, 3], 30_000)] {
      #expect(throws: Never.self) { try WireAdmission.kind(of: field(5, field(3, field(3, statuses)))) }
    }
    let million = field(2, [UInt8](repeating: 3, count: 1_000_000))
    #expect(throws: WireError.self) { try WireAdmission.kind(of: field(5, field(3, field(3, million)))) }
  }

  @Test func `a query has a selector of some length, and a command some megabyte`() {
    let selector = [UInt8](repeating: 0x31, count: 70 << 10)
    #expect(throws: WireError.self) {
      try WireAdmission.kind(of: field(5, field(3, field(2, selector))))
    }
    let long = [UInt8](repeating: 0x31, count: (1 << 20) + 1)
    #expect(throws: WireError.self) { try WireAdmission.kind(of: field(5, field(4, field(2, long)))) }
  }

  @Test func `several messages in one, none, and groups are malformed`() throws {
    let hello = try WireCodec.bytes(WireToCoordinator.with { $0.hello.epoch = 1 })
    #expect(throws: WireError.self) { try WireAdmission.kind(of: hello + hello) }
    #expect(throws: WireError.self) { try WireAdmission.kind(of: []) }
    #expect(throws: WireError.self) { try WireAdmission.kind(of: [0x0B, 0x0C]) }
    #expect(throws: WireError.self) { try WireAdmission.kind(of: [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) }
    #expect(throws: WireError.self) {
      try WireAdmission.kind(of: [0x0A] + [UInt8](repeating: 0xFF, count: 11))
    }
    // A field of a later version is passed over.
    #expect(try WireAdmission.kind(of: field(15, [1, 2, 3]) + hello) == .hello)
  }

  @Test(arguments: 0..<40)
  func `noise is refused or let pass, never a trap, and what the decoder reads passes`(seed: Int) throws {
    var random = RandomStream(seed: seed, replicate: 0, name: "admission-fuzz", task: nil)
    let samples = try AdmissionSamples.messages.map { try WireCodec.bytes($0) }
    for _ in 0..<300 {
      var payload = samples[Int(random.next() % UInt64(samples.count))]
      for _ in 0..<(1 + Int(random.next() % 4)) where !payload.isEmpty {
        let place = Int(random.next() % UInt64(payload.count))
        switch random.next() % 4 {
        case 0: payload[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: payload.removeSubrange(place..<min(place + 3, payload.count))
        case 2: payload.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        default: payload += payload[place...].prefix(16)
        }
      }
      let decoded = try? WireCodec.parse(WireToCoordinator.self, payload)
      guard let kind = try? WireAdmission.kind(of: payload) else {
        // The decoder may merge what admission refuses to; of one message alone it reads no more.
        if let decoded, let again = try? WireCodec.bytes(decoded), !again.isEmpty {
          #expect(try WireAdmission.kind(of: again).rawValue > 0, "seed \(seed): \(payload)")
        }
        continue
      }
      if let content = decoded?.message {
        #expect(AdmissionSamples.kind(of: content) == kind, "seed \(seed): \(payload)")
      }
    }
  }
}
