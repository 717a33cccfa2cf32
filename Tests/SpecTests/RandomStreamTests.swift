import Spec
import SweepModel
import Testing

@Suite struct RandomStreamTests {
  @Test func `Philox4x32-10 gives its published numbers`() {
    // Random123 1.14, tests/kat_vectors.
    let zero = RandomStream.philox(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    let ones = RandomStream.philox(counter: (.max, .max, .max, .max), key: (.max, .max))
    #expect(ones == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    let pi = RandomStream.philox(
      counter: (0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: (0xA409_3822, 0x299F_31D0))
    #expect(pi == (0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test func `a stream goes on from its position`() {
    var stream = RandomStream(seed: 1, replicate: 2, name: "noise", task: nil)
    let all = (0..<20).map { _ in stream.next() }
    for start in 0..<20 {
      var late = RandomStream(seed: 1, replicate: 2, name: "noise", task: nil)
      late.position = UInt64(start)
      #expect((start..<20).map { _ in late.next() } == Array(all[start...]))
    }
  }

  @Test func `seed, replicate, name and task each make another stream`() throws {
    let task = try #require(try parse(head).tasks.first).id
    var streams = [
      RandomStream(seed: 1, replicate: 0, name: "a", task: nil),
      RandomStream(seed: 2, replicate: 0, name: "a", task: nil),
      RandomStream(seed: 1, replicate: 1, name: "a", task: nil),
      RandomStream(seed: 1, replicate: 0, name: "b", task: nil),
      RandomStream(seed: 1, replicate: 0, name: "a", task: task),
    ]
    #expect(Set(streams.indices.map { streams[$0].next() }).count == 5)
    let uniform = (0..<1000).map { _ in streams[0].uniform() }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 1000 - 0.5) < 0.05)
  }
}
