import Foundation
import TestSupport
import Testing

/// What steps allocate after the first one, counted in a program whose malloc is replaced.
struct AllocationTests {
  private struct Counted: Decodable {
    let work: String
    let own: Int
    let library: Int
    let libraryLargest: Int
    let kept: Int
  }

  /// The program lies beside the test program.
  private static func counts() throws -> [Counted] {
    let answer = try RunningProcess.run(BuiltProduct.path("allocation-probe"), [], within: 600)
    try #require(answer.ending == .code(0), "\(answer.errors)")
    return try answer.output.split(separator: "\n").map {
      try JSONDecoder().decode(Counted.self, from: Data($0.utf8))
    }
  }

  @Test func `no step after the first allocates`() throws {
    let counts = try Self.counts()
    #expect(
      counts.map(\.work) == [
        "train float32", "sample float32", "train bfloat16", "sample bfloat16", "descend linear",
        "descend relu",
      ])
    for count in counts {
      #expect(count.own == 0, "\(count.work)")
      #expect(count.kept == 0, "\(count.work) keeps memory")
      // oneDNN lists the arguments of each call in a map, which it releases before it returns; without AVX-512 its
      // training also takes 16 KiB for the time of a call.
      #expect(count.libraryLargest <= 20_000, "\(count.work)")
      #expect((count.library > 0) == !count.work.hasPrefix("descend"), "the counter counts")
    }
  }
}
