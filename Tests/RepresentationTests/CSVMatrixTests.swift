import Testing

@testable import Representation

struct CSVMatrixTests {
  private func read(_ text: String, memory: Int = 1 << 20) throws -> Matrix {
    try MatrixFile.read(bytes: Array(text.utf8), name: "a.csv", memory: memory)
  }

  @Test(arguments: [
    "1,2.5,-3e2\n4,5,6\n", "1,2.5,-3e2\n4,5,6", "\u{FEFF}1, 2.5, -3e2\r\n4, 5, 6\r\n",
    "a,b,c\n1,2.5,-3e2\n4,5,6\n",
    "# saved by savetxt\n1.0 2.5 -300\n4   5 6\n", "1;2.5;-3e2\n\n4;5;6\n\n", "1\t2.5\t-3e2\n4\t5\t6\n",
    "\"1\",\"2.5\",\"-3e2\"\n\"4\",\"5\",\"6\"\n",
  ])
  func `rows of numbers are read`(text: String) throws {
    #expect(try read(text) == Matrix(rows: 2, columns: 3, values: [1, 2.5, -300, 4, 5, 6]))
  }

  @Test(arguments: [
    ("1,2\n3\n", ["a.csv:2", "expected 2 numbers", "found 1"]),
    ("1,2\n3,x\n", ["a.csv:2", "row 1, column 1", "`x`"]),
    ("1,2\n3,nan\n", ["row 1, column 1", "finite"]), ("1,inf\n", ["row 0, column 1"]),
    ("1;2,5\n", ["`2,5`", "point"]), ("1,,2\n", ["row 0, column 1"]), ("\n\n", ["no row"]),
    ("a,b\n", ["no row"]),
    ("a,b\nc,d\n", ["row 0, column 0", "`c`"]),
  ])
  func `what is no row of numbers is refused with its place`(text: String, words: [String]) throws {
    let error = #expect(throws: RepresentationError.self) { try read(text) }
    for word in words {
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "") lacks \(word)")
    }
  }

  @Test func `more numbers than the memory holds are refused`() {
    let many = String(repeating: "1,2\n", count: 100)
    #expect(throws: RepresentationError.self) { try read(many, memory: 1000) }
    #expect(throws: RepresentationError.self) { try read(many, memory: 300) }
    #expect(throws: Never.self) { try read(many, memory: 1600) }
  }
}
