internal import Training

/// One layer, or the layers of a kind, in a profile.
struct ProfileLine: Encodable {
  let name: String
  let kind: String
  /// Of the step.
  let share: Double
  let forward: Pass
  let backward: Pass

  /// One direction, for a whole step.
  struct Pass: Encodable {
    var milliseconds: Double
    /// GFLOP/s, or GB/s of a layer that only moves numbers; nil where nothing was done.
    var rate: Double?
    /// The rate by that of the fastest kernel of its kind.
    var ofCeiling: Double?
  }

  /// - Parameters:
  ///   - times: what is added up, over `steps` steps.
  ///   - total: seconds of these steps.
  init(
    _ name: String, _ kind: LayerKind, _ times: [LayerTime], ceiling: Ceilings.Pair, steps: Int,
    total: Double
  ) {
    self.name = name
    self.kind = kind.rawValue
    func pass(_ part: KeyPath<LayerTime, LayerTime.Pass>, _ ceiling: Double) -> Pass {
      let seconds = times.reduce(0) { $0 + $1[keyPath: part].seconds }
      let done = times.reduce(0) {
        $0 + (kind == .memory ? $1[keyPath: part].bytes : $1[keyPath: part].operations)
      }
      let rate = done > 0 && seconds > 0 ? done / seconds / 1e9 : nil
      return Pass(
        milliseconds: seconds / Double(steps) * 1000, rate: rate,
        ofCeiling: rate.flatMap { ceiling > 0 ? $0 / ceiling : nil })
    }
    forward = pass(\.forward, ceiling.forward)
    backward = pass(\.backward, ceiling.backward)
    share = times.reduce(0) { $0 + $1.forward.seconds + $1.backward.seconds } / total
  }
}
