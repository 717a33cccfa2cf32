import Foundation
import Messages
import TestSupport
import Testing

@testable import Transport
@testable import Worker

/// What is read off the machine.
struct MachineTests {
  private let text = """
    processor\t: 0
    model name\t: Some CPU @ 2.0GHz
    physical id\t: 0
    core id\t\t: 0
    flags\t\t: fpu avx avx2 fma avx512f amx_bf16

    processor\t: 1
    model name\t: Some CPU @ 2.0GHz
    physical id\t: 0
    core id\t\t: 0

    processor\t: 2
    physical id\t: 0
    core id\t\t: 1
    """

  @Test func `hyper-threads of one core count once, forbidden cores not at all`() {
    #expect(CPUInformation.physicalCores(in: text, allowed: []) == 2)
    #expect(CPUInformation.physicalCores(in: text, allowed: [0, 1]) == 1)
    #expect(CPUInformation.physicalCores(in: "", allowed: []) == nil)
  }

  @Test func `the instruction set lists what matters in a fixed order`() {
    #expect(
      CPUInformation.instructionSet(in: text, architecture: "x86-64")
        == "x86-64 AVX AVX2 FMA AVX-512 AMX-bf16")
    #expect(CPUInformation.name(in: text) == "Some CPU @ 2.0GHz")
  }

  @Test func `slots get processors of their own`() {
    #expect(Processors.share(of: [0, 1, 2, 3], from: 2, threads: 1) == [2])
    #expect(Processors.share(of: [4, 5], from: 5, threads: 3) == [5, 4])
  }

  @Test func `this machine can be read`() {
    let machine = Machine.current()
    #expect(machine.cores >= 1)
    #expect(machine.memoryBytes > 1 << 20)
    #expect(machine.wire.host == machine.host)
  }

  @Test func `workers of one machine claim different processors, and give them back at their end`() throws {
    let place = try TemporaryDirectory()
    let folder = place.path("claims")
    func claims(_ slots: Int) -> ProcessorClaims {
      ProcessorClaims(directory: folder, allowed: [0, 1, 2, 3], slots: slots)
    }
    do {
      let (first, second) = (claims(2), claims(1))
      #expect(first.processors == [0, 2])
      #expect(second.processors == [1])
      // One processor is free: two slots stay where the kernel puts them, and claim nothing.
      #expect(claims(2).processors.isEmpty)
      #expect(claims(1).processors == [3])
      withExtendedLifetime((first, second)) {}
    }
    #expect(claims(4).processors == [0, 1, 2, 3])
    // A file in the folder's place, as another user might leave one, is no reason to fail.
    let file = folder + "/processor-0"
    #expect(ProcessorClaims(directory: file, allowed: [0], slots: 1).processors.isEmpty)
  }
}
