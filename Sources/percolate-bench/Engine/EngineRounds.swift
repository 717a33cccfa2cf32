/// Runs the two contestants in turns on one piece of the network's work.
struct EngineRounds {
  let setting: EngineSetting
  let rounds: Int
  let ours: Contestant
  let peer: Contestant?
  /// Says how far it is.
  let note: (String) -> Void

  /// Measures one part at one width in both precisions; returns the peer's best variants by precision.
  func run(_ part: EnginePart, width: Int, into rows: inout EngineRows) throws -> [String: PeerVariant] {
    let work = part.work(width: width)
    let best = try trial(part, width: width)
    var (own, peers): ([String: Samples], [String: Samples]) = ([:], [:])
    for _ in 0..<rounds {
      for precision in part.precisions {
        own[precision, default: Samples()].add(try ours.rate(work, precision, target: setting.target))
        guard let peer, let variant = best[precision] else { continue }
        peers[precision, default: Samples()].add(
          try peer.rate(work, variant.words, target: setting.target))
      }
    }
    var named: [String: (name: String, Samples)] = [:]
    for (precision, samples) in peers {
      named[precision] = ("\(peer?.name ?? "") \(best[precision]?.name ?? "")", samples)
    }
    rows.add(part, width: width, ours: own, peers: named, asWritten: try asWritten(part, width: width))
    note("\(part.rawValue) at width \(width) is done, \(MachineSummary.load())")
    return best
  }

  /// At two widths and once: it is several times slower than the best, and takes no part in a promise.
  private func asWritten(_ part: EnginePart, width: Int) throws -> (name: String, Samples)? {
    guard let peer, part != .residual, width == 64 || width == 16 else { return nil }
    let work = part.work(width: width)
    var samples = Samples()
    let way = PeerVariant.asWritten.words
    var seconds = try peer.seconds(work, way, steps: 1)
    if seconds < 10 { seconds = min(seconds, try peer.seconds(work, way, steps: 1)) }
    samples.add(Double(work.countPerStep) / seconds)
    return ("\(peer.name) as the paper's code is written", samples)
  }

  /// The peer's fastest variant for each precision; for bfloat16 it may be one of float32.
  private func trial(_ part: EnginePart, width: Int) throws -> [String: PeerVariant] {
    guard let peer else { return [:] }
    let work = part.work(width: width)
    var rates: [(variant: PeerVariant, rate: Double)] = []
    func time(_ variants: [PeerVariant]) throws {
      for variant in variants {
        // The first step of a variant is slower by a fraction of a second, which counts in short steps only.
        var seconds = try peer.seconds(work, variant.words, steps: 1)
        if seconds < 1 { seconds = min(seconds, try peer.seconds(work, variant.words, steps: 1)) }
        rates.append((variant, Double(work.countPerStep) / seconds))
      }
    }
    try time(PeerVariant.float32)
    let single = PeerVariant.best(rates)
    if part.precisions.contains("bfloat16") { try time(PeerVariant.bfloat16) }
    let tried = rates.map { "\($0.variant.name) \(BenchmarkDocument.number($0.rate))" }
    note("\(peer.name), \(part.rawValue) at width \(width): " + tried.joined(separator: "; "))
    return ["float32": single, "bfloat16": PeerVariant.best(rates)].compactMapValues(\.self)
  }
}
