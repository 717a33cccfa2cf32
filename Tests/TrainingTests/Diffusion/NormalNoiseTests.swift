import CKernels
import CLayers
import Foundation
import SweepModel
import Testing

@testable import Training

struct NormalNoiseTests {
  /// The formula on the stream's numbers, one by one.
  private func expected(_ stream: RandomStream, first: Int, count: Int) -> [Float] {
    var stream = stream
    stream.position &+= UInt64(first)
    return (0..<count / 2).flatMap { _ -> [Float] in
      let radius = (-2 * log(1 - stream.uniform())).squareRoot()
      let angle = 2 * Double.pi * stream.uniform()
      return [Float(radius * cos(angle)), Float(radius * sin(angle))]
    }
  }

  @Test(arguments: [CK_BASELINE, CK_AVX2, CK_AVX512])
  func `numbers are those of the formula, the same bits with every instruction set`(set: CKInstructionSet) {
    let stream = RandomStream(seed: 3, replicate: 1, name: "noise", task: nil)
    let count = 20_006
    var (found, plain) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    var noise = CLNoise(key: stream.key, nonce: stream.nonce, position: 1 << 33)
    cl_table(set, CL_FLOAT32).pointee.normal_noise(&noise, 6, Int64(count), &found)
    cl_table(CK_BASELINE, CL_FLOAT32).pointee.normal_noise(&noise, 6, Int64(count), &plain)
    #expect(found == plain)
    var moved = stream
    moved.position = 1 << 33
    for (number, right) in zip(found, expected(moved, first: 6, count: count)) {
      guard abs(number - right) <= abs(right) * 2.5e-7 else {
        Issue.record("\(number) instead of \(right)")
        break
      }
    }
  }

  @Test func `a number depends on its place alone`() {
    let stream = RandomStream(seed: 3, replicate: 1, name: "noise", task: nil)
    var (all, part) = ([Float](repeating: 0, count: 64), [Float](repeating: 0, count: 10))
    NormalNoise.fill(&all, count: 64, first: 0, from: stream)
    NormalNoise.fill(&part, count: 10, first: 30, from: stream)
    #expect(part == Array(all[30..<40]))
  }
}
