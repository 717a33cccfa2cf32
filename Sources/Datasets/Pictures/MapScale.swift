/// How positions along one axis become picture pixels.
struct MapScale: Hashable {
  /// Picture pixels of a mark.
  let cell: Int
  /// Neighbouring positions that share a mark.
  let shared: Int
  /// Picture pixels of all positions.
  let extent: Int

  /// - Parameter width: picture pixels of the whole axis, about.
  init(positions: Int, width: Int) {
    let (positions, width) = (max(positions, 1), max(width, 1))
    cell = max(width / positions, 1)
    shared = positions > 2 * width ? (positions - 1) / (2 * width) + 1 : 1
    extent = (positions - 1) / shared * cell + cell
  }

  /// First picture pixel of a position.
  func start(_ position: Int) -> Int { position / shared * cell }
}
