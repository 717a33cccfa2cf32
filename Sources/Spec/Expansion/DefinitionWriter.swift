internal import SweepModel

/// Writes ``TaskDefinition/canonicalJSON`` from prepared pieces: a copy of some bytes per parameter.
struct DefinitionWriter {
  /// `"name":value` of the cells of a run, one after the other.
  private struct Pieces {
    /// What stands before a value: the comma and the name.
    var name: [UInt8]
    var bytes: [UInt8] = []
    /// Cell i of the run is `bytes[starts[i]..<starts[i + 1]]`; empty for a long range, whose values are
    /// written when they are needed.
    var starts: [Int] = []
  }

  /// Longer ranges would take more memory than they save time.
  private static let preparedValues = 65_536

  private let head: [UInt8]
  private let names: [String]
  private let cells: CellTable
  private let pieces: [Pieces]
  private let content: SweepContent
  private let version: Int
  /// The member that only tasks of programs have.
  private let program: String
  /// The member that only tasks with a stop rule have.
  private let stop: String

  init(_ content: SweepContent, _ plan: ExpansionPlan) {
    var head = Array(#"{"experiment":"#.utf8)
    CanonicalJSON.append(content.experiment, to: &head)
    head.append(contentsOf: #","parameters":{"#.utf8)
    self.head = head
    names = plan.names
    cells = plan.cells
    pieces = plan.cells.runs.map { run in
      var name: [UInt8] = run.slot > 0 ? [UInt8(ascii: ",")] : []
      CanonicalJSON.append(plan.names[run.slot], to: &name)
      name.append(UInt8(ascii: ":"))
      var pieces = Pieces(name: name)
      if run.values.isRange, run.values.count > DefinitionWriter.preparedValues { return pieces }
      pieces.starts.append(0)
      for value in run.values {
        pieces.bytes.append(contentsOf: name)
        CanonicalJSON.append(value, to: &pieces.bytes)
        pieces.starts.append(pieces.bytes.count)
      }
      return pieces
    }
    self.content = content
    version = content.version
    program = content.program.map { ",\"program\":" + CanonicalJSON.text(json: $0.program.json) } ?? ""
    stop = content.stop.map { ",\"stop\":" + CanonicalJSON.text(json: $0.json) } ?? ""
  }

  /// What follows the parameters.
  func tail(replicate: Int) -> [UInt8] {
    let (seed, replicate) = content.draw(ofReplicate: replicate)
    return Array(
      #"}\#(program),"replicate":\#(replicate),"seed":\#(seed)\#(stop),"version":\#(version)}"#.utf8)
  }

  func definition(_ point: borrowing ExpansionPlan.Point, tail: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + tail.count + 24 * names.count)
    bytes.append(contentsOf: head)
    for slot in names.indices {
      let cell = point.cells[slot]
      let run = cells.run(of: cell)
      let offset = cell - cells.runs[run].first
      if pieces[run].starts.isEmpty {
        bytes.append(contentsOf: pieces[run].name)
        CanonicalJSON.append(cells[cell], to: &bytes)
      } else {
        bytes.append(
          contentsOf: pieces[run].bytes[pieces[run].starts[offset]..<pieces[run].starts[offset + 1]])
      }
    }
    bytes.append(contentsOf: tail)
    return bytes
  }
}
