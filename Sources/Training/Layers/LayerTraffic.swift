/// Bytes that kernels read and write in a pass, each pass over memory counted, whatever cache serves it.
package struct LayerTraffic: Hashable, Sendable {
  package var read = 0
  package var written = 0

  package init(read: Int = 0, written: Int = 0) {
    self.read = read
    self.written = written
  }

  package static let none = LayerTraffic()

  package static func + (a: LayerTraffic, b: LayerTraffic) -> LayerTraffic {
    LayerTraffic(read: a.read + b.read, written: a.written + b.written)
  }
}
