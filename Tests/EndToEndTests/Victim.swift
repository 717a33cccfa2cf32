import Glibc
import TestSupport

/// What a kill hits.
enum Victim: CaseIterable {
  case slot, worker, coordinator

  /// One kind, two, or all three together.
  static func choose(_ random: inout SeededGenerator) -> [Victim] {
    let kinds = allCases.shuffled(using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<7: return Array(kinds.prefix(1))
    case 7..<9: return Array(kinds.prefix(2))
    default: return kinds
    }
  }

  /// Kills one process of this kind, or sometimes all of them; gives the number of kills.
  func strike(_ cluster: Cluster, _ random: inout SeededGenerator) -> Int {
    let takesAll = Int.random(in: 0..<5, using: &random) == 0
    switch self {
    case .coordinator:
      cluster.coordinator?.send(SIGKILL)
      return 1
    case .worker:
      let chosen = takesAll ? cluster.workers.keys.sorted() : [Int.random(in: 0..<3, using: &random)]
      for number in chosen { cluster.workers[number]?.kill() }
      return chosen.count
    case .slot:
      let slots = cluster.workers.values.flatMap { ProcessTable.children(of: $0.identifier) }.sorted()
      let chosen = takesAll ? slots : slots.randomElement(using: &random).map { [$0] } ?? []
      for slot in chosen { Glibc.kill(slot, SIGKILL) }
      return chosen.count
    }
  }
}
