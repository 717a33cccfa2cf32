/// The rows of `percolate-bench engine`.
struct EngineRows {
  private(set) var rows: [BenchmarkRow] = [] {
    didSet { for row in rows.dropFirst(oldValue.count) { note(row.summary) } }
  }
  /// Is told every row as soon as it is there.
  private let note: (String) -> Void

  init(note: @escaping (String) -> Void = { _ in }) { self.note = note }

  /// Rows for one width and part: each precision against the best peer, and float32 against the code as it is
  /// written, where there is a peer.
  ///
  /// - Parameters:
  ///   - ours: by precision.
  ///   - peers: by precision: samples of the best variant, with its name.
  mutating func add(
    _ part: EnginePart, width: Int, ours: [String: Samples], peers: [String: (name: String, Samples)],
    asWritten: (name: String, Samples)?
  ) {
    for precision in ["float32", "bfloat16"] {
      guard let samples = ours[precision] else { continue }
      var row = BenchmarkRow(
        part.name(width: width, precision: precision), unit: "images/s",
        target: part.promise(width: width, precision: precision).map { "ratio at least \($0)" },
        peerName: peers[precision]?.name)
      row.ours = samples
      row.peer = peers[precision]?.1 ?? Samples()
      rows.append(row)
      guard precision == "float32", let asWritten else { continue }
      row.target = nil
      row.peerName = asWritten.name
      row.peer = asWritten.1
      rows.append(row)
    }
  }

  /// What one training process had resident, MiB.
  mutating func addMemory(width: Int, precision: String, ours: Double, peer: (name: String, Double)?) {
    var row = BenchmarkRow(
      EnginePart.train.name(width: width, precision: precision) + "-memory", unit: "MiB",
      target: EnginePart.memoryPromise(width: width).map { "below \(BenchmarkDocument.number($0))" },
      peerName: peer?.name)
    row.ours.add(ours)
    if let peer { row.peer.add(peer.1) }
    rows.append(row)
  }

  /// Two trainings on two processors beside one.
  mutating func addTwoTasks(two: Samples, one: Samples) {
    var row = BenchmarkRow(
      "two-tasks-two-cores", unit: "images/s", target: "ratio at least 1.9", peerName: "one task on one core")
    row.ours = two
    row.peer = one
    rows.append(row)
  }
}
