import Testing

@testable import Datasets

struct CyclicScatterTests {
  @Test func `panels stand side by side, two in a row`() {
    var scatter = CyclicScatter()
    scatter.side = 10
    #expect(size(scatter.png) == [1, 1])
    for _ in 0..<3 { scatter.add([.init(x: 1, y: -1, place: 0)]) }
    #expect(size(scatter.png) == [26, 26])
  }

  @Test func `dots reach the edges of their panel and stay inside, whatever their unit`() {
    func picture(_ factor: Double) -> [UInt8] {
      var scatter = CyclicScatter()
      scatter.add([(1, 1), (-1, -1), (0.5, 0)].map { .init(x: $0.0 * factor, y: $0.1 * factor, place: 0.2) })
      return scatter.png
    }
    #expect(picture(1) == picture(1e200) && picture(1) == picture(1e-200))
    var scatter = CyclicScatter()
    scatter.add([.init(x: 0.5, y: 0, place: 0.2)])
    #expect(scatter.png != picture(1))
  }

  @Test func `what is not a number is left out`() {
    var (odd, plain) = (CyclicScatter(), CyclicScatter())
    odd.add([
      .init(x: .nan, y: 0, place: 0), .init(x: 1, y: 1, place: 0), .init(x: 0, y: .infinity, place: 1),
    ])
    plain.add([.init(x: 1, y: 1, place: 0)])
    #expect(odd.png == plain.png)
  }

  @Test func `colours go around`() {
    #expect(CyclicScatter.colour(0) == CyclicScatter.colour(1))
    #expect(CyclicScatter.colour(0) != CyclicScatter.colour(0.5))
  }

  /// Width and height, as the file's header says them.
  private func size(_ png: [UInt8]) -> [Int] {
    [16, 20].map { place in png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
  }
}
