import SweepModel
import Testing

@Suite struct CensusTests {
  @Test func `each status has its own count, and they sum to what is planned`() {
    var census = Census()
    for (index, status) in TaskStatus.allCases.enumerated() { census[status] = 1 << index }
    #expect(census.planned == 63)
    #expect(TaskStatus.allCases.map { census[$0] } == [1, 2, 4, 8, 16, 32])
    #expect(
      [census.pending, census.running, census.done, census.failed, census.cancelled, census.excluded]
        == [1, 2, 4, 8, 16, 32])
  }
}
