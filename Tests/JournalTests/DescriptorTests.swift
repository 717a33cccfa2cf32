import Foundation
import SweepModel
import Testing

@testable import Journal

/// What happens when no file can be opened any more. In a process of its own, because the limit is the process's.
@Suite struct DescriptorTests {
  @Test func `without a descriptor left results are recorded and read, and a large file waits for one`() async
  {
    await #expect(processExitsWith: .success) {
      let open = try OpenJournal()
      let (sweep, tasks) = try open.journal.submit("descriptors", 0..<4)
      let reader = try open.reader()
      let large = ArtifactContent([UInt8](repeating: 1, count: ArtifactContent.journalLimit + 1))
      var limit = rlimit()
      let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      getrlimit(kind, &limit)
      let before = limit
      // Lower than what is open: nothing more can be.
      limit.rlim_cur = 3
      setrlimit(kind, &limit)
      try open.journal.commit([.taskDone(sampleResult(tasks[0].number))])
      try #require(try reader.census(of: sweep).done == 1)
      for _ in 0..<2 {
        let error = #expect(throws: JournalError.self) {
          try open.journal.commit([.taskDone(sampleResult(tasks[1].number))], artifacts: [large])
        }
        guard case .tooManyFiles? = error else { throw SampleError("\(String(describing: error))") }
      }
      // The log cannot be merged now, which must not end the journal either.
      let merging = #expect(throws: JournalError.self) { try open.journal.settle() }
      guard case .tooManyFiles? = merging else { throw SampleError("\(String(describing: merging))") }
      var another = before
      setrlimit(kind, &another)
      try open.journal.commit([.taskDone(sampleResult(tasks[1].number))], artifacts: [large])
      try open.journal.settle()
      try #require(try reader.census(of: sweep).done == 2)
      try #require(try reader.artifact(large.digest) == large.bytes)
    }
  }
}
