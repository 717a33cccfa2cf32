internal import ArgumentParser

/// `percolate-bench small-nets`.
struct SmallNetsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "small-nets",
    abstract: "Steps a second of small fully connected networks, full batch, on one processor.",
    discussion: """
      Rows are named by the network, its dimension, its depth and the number of samples. Linear networks go
      through second moments, which is exact; --torch names a Python that has torch, which takes turns.
      """)

  @OptionGroup var contest: ContestOptions
  @Flag(help: "One round of short stretches.") var quick = false

  /// The networks, and the least ratio to the peer that is promised.
  private static let networks: [(net: SmallNetWork, promise: Double?)] = [
    (SmallNetWork(kind: "linear", dimension: 2, depth: 1), 50),
    (SmallNetWork(kind: "linear", dimension: 8, depth: 3), 50),
    (SmallNetWork(kind: "relu", dimension: 8, depth: 3), 50),
    (SmallNetWork(kind: "linear", dimension: 64, depth: 1), 20),
    (SmallNetWork(kind: "linear", dimension: 64, depth: 3), 20),
    (SmallNetWork(kind: "relu", dimension: 64, depth: 3), 2),
    (SmallNetWork(kind: "relu", dimension: 8, depth: 3, seeds: 40), nil),
  ]

  func run() throws {
    let setting = try contest.setting(target: quick ? 0.1 : 1)
    defer { setting.cleanUp() }
    EngineOptions.note(MachineSummary.line())
    let (ours, peer) = (try setting.ours(), try setting.peer())
    var rows: [BenchmarkRow] = []
    for (net, promise) in Self.networks {
      var row = BenchmarkRow(
        net.name, unit: "steps/s", target: promise.map { "ratio at least \(BenchmarkDocument.number($0))" },
        peerName: peer.map { $0.name + " float32" + (net.seeds > 1 ? ", all seeds in one product" : "") })
      for _ in 0..<(quick ? 1 : contest.common.rounds) {
        row.ours.add(try ours.rate(.descend(net), "float32", target: setting.target))
        if let peer { row.peer.add(try peer.rate(.descend(net), "float32", target: setting.target)) }
      }
      rows.append(row)
      EngineOptions.note(row.summary)
    }
    let document = BenchmarkDocument(rows: rows)
    print(contest.common.json ? try document.json() : document.table())
  }
}
