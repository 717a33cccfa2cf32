/// Writes ``TaskDefinition/canonicalJSON`` from prepared pieces: a copy of some bytes per parameter.
struct DefinitionWriter {
  private let head: [UInt8]
  private let names: [String]
  /// `"name":value` of every cell, one after the other.
  private let pieces: [UInt8]
  /// Cell i is `pieces[starts[i]..<starts[i + 1]]`.
  private let starts: [Int]
  private let seed: Int
  private let version: Int

  init(_ content: SweepContent, _ plan: ExpansionPlan) {
    var head = Array(#"{"experiment":"#.utf8)
    CanonicalJSON.append(content.experiment, to: &head)
    head.append(contentsOf: #","parameters":{"#.utf8)
    self.head = head
    names = plan.names
    var pieces: [UInt8] = []
    var starts = [0]
    for (cell, slot) in plan.cellSlots.enumerated() {
      if slot > 0 { pieces.append(UInt8(ascii: ",")) }
      CanonicalJSON.append(plan.names[slot], to: &pieces)
      pieces.append(UInt8(ascii: ":"))
      CanonicalJSON.append(plan.cells[cell], to: &pieces)
      starts.append(pieces.count)
    }
    self.pieces = pieces
    self.starts = starts
    seed = content.seed
    version = content.version
  }

  /// What follows the parameters.
  func tail(replicate: Int) -> [UInt8] {
    Array(#"},"replicate":\#(replicate),"seed":\#(seed),"version":\#(version)}"#.utf8)
  }

  func definition(_ point: borrowing ExpansionPlan.Point, tail: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + tail.count + 24 * names.count)
    bytes.append(contentsOf: head)
    for slot in names.indices {
      let cell = point.cells[slot]
      bytes.append(contentsOf: pieces[starts[cell]..<starts[cell + 1]])
    }
    bytes.append(contentsOf: tail)
    return bytes
  }
}
