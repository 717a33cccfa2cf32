import Spec
import SweepModel
import Testing

/// Seeds of other programs: listed, and longer than a JSON number holds.
@Suite struct SeedTests {
  @Test func `a replicate with a seed of its own is the first of a sweep of that seed`() throws {
    let listed = try parse(head + "axes: {sigma: [1, 2]}\nseeds: [77, 88]")
    let alone = try parse(head + "axes: {sigma: [1, 2]}\nseed: 88")
    #expect(listed.replicates == 2 && listed.taskCount == 4)
    #expect(listed.tasks.filter { $0.replicate == 1 }.map(\.id) == alone.tasks.map(\.id))
    #expect(listed.draw(ofReplicate: 1) == (88, 0))
    let restored = try Sweep(resolvedJSON: listed.resolvedJSON, catalog: catalog)
    #expect(restored.id == listed.id && restored.tasks.map(\.id) == listed.tasks.map(\.id))
    // Another order is another sweep of the same tasks.
    let turned = try parse(head + "axes: {sigma: [1, 2]}\nseeds: [88, 77]")
    #expect(turned.id != listed.id && Set(turned.tasks.map(\.id)) == Set(listed.tasks.map(\.id)))
  }

  @Test func `sweeps without a list keep their stored form`() throws {
    #expect(!(try parse(head + "seed: 5\nreplicates: 3").resolvedJSON.contains("seeds")))
  }

  @Test(arguments: [
    ("9007199254740991", 9_007_199_254_740_991), ("0", 0), ("9007199254740992", 6_984_352_457_745_639),
    ("340282366920938463463374607431768211455", 8_552_825_641_729_713),
    ("\"340282366920938463463374607431768211455\"", 8_552_825_641_729_713),
  ])
  func `long seeds are hashed, always the same way`(text: String, seed: Int) throws {
    #expect(try parse(head + "seed: \(text)").seed == seed)
    #expect(
      try parse(head + "seeds: [1, \(text == "0" ? "2" : text)]").seeds?.last == (text == "0" ? 2 : seed))
  }

  @Test(arguments: [
    ("seed: -1", "3:7: `-1` for `seed`; expected a whole number of at least 0, of at most 80 digits"),
    ("seed: 0.5", "3:7: `0.5` for `seed`"), ("seeds: 5", "3:8: `5` as `seeds`; expected a list"),
    ("seeds: []", "3:8: no seeds in `seeds`"), ("seeds: [1, 1]", "3:12: the seed `1` a second time"),
    ("seeds: [1]\nreplicates: 2", "4:13: `replicates` beside `seeds`"),
    ("seeds: [1]\nseed: 2", "4:7: `seed` beside `seeds`"),
    ("seeds: [a]", "3:9: `a` for a seed"),
    (
      "axes: {sigma: [1, 2, 3]}\nseeds: [1, 2]\nrefine: {metric: accuracy, level: 1, along: sigma, tolerance: 1}",
      "4:8: `seeds` in a sweep that is refined"
    ),
  ])
  func `mistakes are named`(text: String, message: String) {
    #expect(problems(head + text).first?.hasPrefix("s.yaml:" + message) == true, "\(problems(head + text))")
  }
}
