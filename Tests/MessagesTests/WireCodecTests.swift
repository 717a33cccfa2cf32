import Messages
import SweepModel
import SwiftProtobuf
import Testing

@Suite struct WireCodecTests {
  private let report: WireToCoordinator = .with {
    $0.report = .with {
      $0.epoch = 3
      $0.sequence = 9
      $0.finished = [
        .with {
          $0.attempt = 1
          $0.metrics = [
            .with {
              $0.name = "accuracy"
              $0.value = 0.5
            }
          ]
        }
      ]
    }
  }

  @Test func `a message survives its frames`() throws {
    let frames = try WireCodec.frames(report)
    #expect(frames.count == 2)
    #expect(try WireCodec.message(WireToCoordinator.self, from: frames) == report)
  }

  @Test func `another version is told apart from noise`() throws {
    var frames = try WireCodec.frames(report)
    frames[0][3] = WireCodec.version + 1
    #expect(throws: WireError.version(found: WireCodec.version + 1)) {
      try WireCodec.message(WireToCoordinator.self, from: frames)
    }
    frames[0] = [1, 2, 3, 4]
    #expect(throws: WireError.self) { try WireCodec.message(WireToCoordinator.self, from: frames) }
    #expect(throws: WireError.self) { try WireCodec.message(WireToCoordinator.self, from: []) }
  }

  @Test func `a length over the limit ends the stream instead of filling memory`() {
    var framing = PipeFraming()
    framing.append([0xFF, 0xFF, 0xFF, 0x7F])
    #expect(throws: WireError.self) { try framing.next(WireFromSlot.self) }
  }

  @Test(arguments: 0..<40)
  func `mutated messages are refused or decoded, never a trap`(seed: Int) throws {
    var random = RandomStream(seed: seed, replicate: 0, name: "wire-fuzz", task: nil)
    let valid = try WireCodec.frames(report)
    for _ in 0..<200 {
      var payload = valid[1]
      for _ in 0..<(1 + Int(random.next() % 4)) {
        switch random.next() % 4 {
        case 0 where !payload.isEmpty:
          payload[Int(random.next() % UInt64(payload.count))] = UInt8(truncatingIfNeeded: random.next())
        case 1 where !payload.isEmpty: payload.removeLast(Int(random.next() % UInt64(payload.count)))
        case 2:
          payload.insert(
            UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % UInt64(payload.count + 1)))
        default: payload += payload.prefix(Int(random.next() % 16))
        }
      }
      var decoded: WireToCoordinator?
      do throws(WireError) {
        decoded = try WireCodec.message(WireToCoordinator.self, from: [valid[0], payload])
      } catch {
        guard case .malformed = error else {
          Issue.record("seed \(seed): \(error)")
          return
        }
      }
      // What was accepted can be written again.
      if let decoded { _ = try WireCodec.frames(decoded) }
    }
  }
}
