/// What a contestant answers to a request.
struct EngineTiming: Codable, Equatable {
  /// Wall seconds.
  var seconds: Double
  /// Processor seconds, all threads together.
  var processor: Double
}

/// Which time counts.
enum EngineClock: String, CaseIterable {
  /// That of the processor: what others do on the machine at the same time takes nothing away.
  case processor
  /// That on the wall: right on an idle machine only.
  case wall

  func seconds(_ timing: EngineTiming) -> Double {
    self == .wall ? timing.seconds : timing.processor
  }
}
