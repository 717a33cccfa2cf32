import Testing

@testable import Results

struct PageTests {
  @Test func `a page that leads nowhere ends in an error instead of going round`() {
    #expect(throws: ResultError.stuckPage(at: 3)) {
      try Page.forEach({ start in Page([start], next: 3) }) { _ in }
    }
  }

  @Test func `all pages are visited in turn`() throws {
    var visited: [Int] = []
    try Page.forEach({ start in Page([start, start + 1], next: start < 4 ? start + 2 : nil) }) {
      visited.append($0)
    }
    #expect(visited == [0, 1, 2, 3, 4, 5])
  }
}
