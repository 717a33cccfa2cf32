internal import SweepModel

/// What a stop rule has seen, behind the checkpoint of a task that has one: an attempt that goes on from it goes on
/// with both, whatever the experiment keeps.
///
/// The state as JSON, its length as four bytes with the least significant first, and a mark.
enum StopTrailer {
  private static let mark = Array("percolate stop 1".utf8)

  static func appended(_ tracker: StopTracker, to checkpoint: [UInt8]) -> [UInt8] {
    let state = Array(CanonicalJSON.text(json: tracker.state).utf8)
    var bytes = checkpoint
    bytes.reserveCapacity(checkpoint.count + state.count + 4 + mark.count)
    bytes += state
    withUnsafeBytes(of: UInt32(clamping: state.count).littleEndian) { bytes += $0 }
    bytes += mark
    return bytes
  }

  /// Takes it off a checkpoint; nil where there is none, or one of another rule.
  static func removed(
    from bytes: [UInt8], _ rule: StopRule
  ) -> (checkpoint: [UInt8], tracker: StopTracker)? {
    guard bytes.count >= mark.count + 4, bytes.suffix(mark.count).elementsEqual(mark) else { return nil }
    let end = bytes.count - mark.count - 4
    let length = Int(bytes[end..<end + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    guard length <= end, let state = try? CanonicalJSON.parseValue(Array(bytes[(end - length)..<end])),
      let tracker = StopTracker(rule, state: state)
    else { return nil }
    return (Array(bytes[..<(end - length)]), tracker)
  }
}
