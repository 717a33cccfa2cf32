import TestSupport
import Testing

@testable import Allocation

/// Whatever happens in whatever order: never more jobs than allowed, no working one cancelled, none submitted twice, and
/// a queue that finds back to what is wanted.
@Suite struct RandomAllocationTests {
  private func history(seed: UInt64) -> EmulatedBatch {
    var random = SeededGenerator(seed: seed)
    var batch = EmulatedBatch(
      AllocationSettings(
        slots: .random(in: 1...4, using: &random), time: 3600, maximum: .random(in: 1...8, using: &random),
        backlog: .random(in: 1...5, using: &random)))
    for _ in 0..<400 {
      batch.now += .random(in: 0...20, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0: batch.slots = .random(in: 0...40, using: &random)
      case 1: batch.restartAllocator()
      case 2: batch.restartCoordinator()
      case 3...5: if let key = batch.jobs.keys.sorted().randomElement(using: &random) { batch.begin(key) }
      case 6...8:
        if let key = batch.jobs.keys.sorted().randomElement(using: &random) {
          batch.join(key, works: .random(using: &random))
        }
      case 9:
        if let key = batch.jobs.keys.sorted().randomElement(using: &random) { batch.leave(key, to: .ended) }
      case 10:
        if let key = batch.jobs.keys.sorted().randomElement(using: &random) { batch.leave(key, to: .waiting) }
      default:
        let lists = Bool.random(using: &random)
        let fails = Int.random(in: 0..<4, using: &random) == 0
        let forgets = Int.random(in: 0..<6, using: &random) == 0
        batch.step(lists: lists, listFails: fails, forgetsAnswer: forgets) {
          Int.random(in: 0..<10, using: &random)
        }
      }
    }
    return batch
  }

  /// Lets everything go well for a long time.
  private func settle(_ batch: inout EmulatedBatch, slots: Int) {
    batch.slots = slots
    batch.queue.resumed(now: batch.now)
    for _ in 0..<150 {
      batch.now += 10
      for key in batch.jobs.keys.sorted() {
        batch.begin(key)
        batch.join(key, works: true)
      }
      // Demand is what connected workers do not cover.
      batch.slots = max(0, slots - batch.jobs.values.count { $0.hasWorker } * batch.queue.settings.slots)
      batch.step(lists: true, listFails: false, forgetsAnswer: false) { 9 }
    }
  }

  @Test(arguments: 0..<120)
  func `a random history keeps the rules`(seed: Int) {
    var batch = history(seed: UInt64(seed))
    #expect(batch.mistakes == [], "seed \(seed)")
    settle(&batch, slots: 1000)
    #expect(batch.mistakes == [], "seed \(seed)")
    #expect(batch.alive == batch.queue.settings.maximum, "seed \(seed)")
    #expect(batch.queue.alive.count == batch.alive, "seed \(seed)")
    #expect(batch.queue.alive.allSatisfy { $0.state == .working }, "seed \(seed)")
  }

  @Test(arguments: 0..<50)
  func `what waits for nothing is cancelled in the end`(seed: Int) {
    var batch = history(seed: UInt64(seed) + 1000)
    batch.slots = 0
    for _ in 0..<60 {
      batch.now += 10
      batch.step(lists: true, listFails: false, forgetsAnswer: false) { 9 }
    }
    #expect(batch.mistakes == [], "seed \(seed)")
    #expect(batch.jobs.values.filter { $0.phase == .waiting }.isEmpty, "seed \(seed)")
  }
}
