import SweepModel
import Testing

@testable import Scheduling

/// Who takes tasks only to lose them fills no memory.
@Suite struct FormerHolderTests {
  private let worker = WorkerID(high: 1, low: 2)

  @Test func `of too many attempts those of the tasks that were lost longest ago are forgotten`() {
    var former = FormerHolders(total: 100)
    for task in 1...1000 { former.add(TaskNumber(task), attempt: 1, worker: worker) }
    #expect(former.count == 100)
    #expect(!former.contains(TaskNumber(900), attempt: 1) { $0 == worker })
    #expect(former.contains(TaskNumber(901), attempt: 1) { $0 == worker })
    // Lost again, it is the newest.
    former.add(TaskNumber(901), attempt: 2, worker: worker)
    for task in 2001...2050 { former.add(TaskNumber(task), attempt: 1, worker: worker) }
    #expect(former.contains(TaskNumber(901), attempt: 1) { $0 == worker })
    #expect(former.contains(TaskNumber(901), attempt: 2) { $0 == worker })
    #expect(!former.contains(TaskNumber(902), attempt: 1) { $0 == worker })
  }

  @Test func `what has its result makes room`() {
    var former = FormerHolders(total: 10)
    for round in 0..<1000 {
      former.add(TaskNumber(round), attempt: 1, worker: worker)
      if round >= 5 { former.forget(TaskNumber(round)) }
    }
    #expect(former.count == 5)
    for task in 0..<5 { #expect(former.contains(TaskNumber(task), attempt: 1) { $0 == worker }) }
  }

  @Test func `one task has its newest attempts`() {
    var former = FormerHolders(total: 100)
    for attempt in 1...50 { former.add(TaskNumber(1), attempt: attempt, worker: worker) }
    #expect(former.count == FormerHolders.limit)
    #expect(!former.contains(TaskNumber(1), attempt: 34) { $0 == worker })
    #expect(former.contains(TaskNumber(1), attempt: 35) { $0 == worker })
  }
}
