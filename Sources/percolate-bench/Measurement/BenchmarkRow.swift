/// One line of results: one piece of work, by percolate and by at most one peer.
struct BenchmarkRow: Encodable {
  /// Name of the work, as "empty-tasks-durable".
  var work: String
  var unit: String
  var ours = Samples()
  /// Empty where no peer was measured.
  var peer = Samples()
  /// The peer with its version, as "ray 2.60.0".
  var peerName: String?
  /// What percolate promises, in words; nil where it promises nothing.
  var target: String?

  init(_ work: String, unit: String, target: String? = nil, peerName: String? = nil) {
    self.work = work
    self.unit = unit
    self.target = target
    self.peerName = peerName
  }

  /// Our median by the peer's.
  var ratio: Double? {
    guard let ours = ours.median, let peer = peer.median, peer > 0 else { return nil }
    return ours / peer
  }

  /// The row in one line, as "unet-16-float32-train: 145 images/s, torch 2.13.0 float32 26.2, ratio 5.5".
  var summary: String {
    let number = BenchmarkDocument.number
    let text = "\(work): \(number(ours.median)) \(unit)"
    guard let peerName, peer.median != nil else { return text }
    return text + ", \(peerName) \(number(peer.median)), ratio \(number(ratio))"
  }

  private enum Key: String, CodingKey {
    case work, ours, peer, unit, ratio
    case peerName
  }

  /// Absent numbers are written as null, so that every row has the same keys.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(work, forKey: .work)
    try container.encode(ours.median, forKey: .ours)
    try container.encode(peer.median, forKey: .peer)
    try container.encode(peerName, forKey: .peerName)
    try container.encode(unit, forKey: .unit)
    try container.encode(ratio, forKey: .ratio)
  }
}
