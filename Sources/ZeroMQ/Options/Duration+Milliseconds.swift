extension Duration {
  /// Whole milliseconds within 0 ... Int32.max. Never negative, because libzmq reads -1 as "for ever".
  var clampedMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    if seconds < 0 || attoseconds < 0 { return 0 }
    if seconds >= Int64(Int32.max) / 1_000 { return .max }
    return Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}
