/// What a process that trains one network, and does nothing else, ever had resident.
struct TrainingMemory {
  let setting: EngineSetting
  let width: Int
  /// The peer's fastest variants by precision.
  let fastest: [String: PeerVariant]

  /// Runs two steps in a process of their own for each precision and contestant.
  func run(into rows: inout EngineRows) throws {
    for precision in ["float32", "bfloat16"] {
      let ours = try resident(try setting.ours(), precision)
      var theirs: (name: String, Double)?
      if let peer = try setting.peer() {
        let variant = fastest[precision] ?? PeerVariant.float32[0]
        theirs = ("\(peer.name) \(variant.name)", try resident(peer, variant.words))
      }
      rows.addMemory(width: width, precision: precision, ours: ours, peer: theirs)
    }
    EngineOptions.note("memory at width \(width) is done")
  }

  private func resident(_ contestant: Contestant, _ way: String) throws -> Double {
    _ = try contestant.seconds(.train(width: width), way, steps: 2)
    return try contestant.peakResident()
  }
}
