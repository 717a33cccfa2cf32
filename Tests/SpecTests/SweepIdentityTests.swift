import Spec
import SweepModel
import Testing

@Suite struct SweepIdentityTests {
  private let plain = """
    name: t
    experiment: sample
    axes:
      sigma: [0.1, 0.3]
      lambda: {from: 0.1, to: 0.3, step: 0.1}
    exclude: [{sigma: 0.1, lambda: 0.2}]
    replicates: 2
    seed: 7
    """
  private let other = """
    # the same sweep as other people write it
    {seed: 7, replicates: 2, "name": 't', description: words, priority: 3, limits: {time: 1h},
     axes: {lambda: [1e-1, 0.20, .3], sigma: [0.10, 3e-1]}, parameters: {hidden: 4},
     exclude: [{lambda: 0.2, sigma: 0.1, because: of it}], experiment: sample}
    """

  @Test func `ids are these and no others`() throws {
    // Recorded results are filed under these ids: a change here orphans them.
    let sweep = try parse(plain)
    #expect(sweep.id.digest.hex == "2395174c1a70d61807fa338bd5e1669ce909632a027fb3f2a9b8a432abf3c2c9")
    let first = try #require(sweep.tasks.first)
    #expect(
      String(decoding: first.definitionJSON, as: UTF8.self)
        == #"{"experiment":"sample","parameters":{"base-width":8,"bias":false,"hidden":4,"image-size":32,"label":"","lambda":0.1,"model":"linear","origin":[0,0],"sigma":0.1},"replicate":0,"seed":7,"version":3}"#
    )
    #expect(first.id.digest.hex == "a9a237fb3779242de8fad1b8d03238966ddef69fbf59cdbc5426f34d2228498f")
  }

  @Test func `ids do not depend on spelling, key order, axis order or limits`() throws {
    let (left, right) = (try parse(plain), try parse(other))
    #expect(left.id == right.id)
    #expect(left.resolvedJSON != right.resolvedJSON)
    #expect(Set(left.tasks.map(\.id)) == Set(right.tasks.map(\.id)))
    #expect(Set(left.tasks.map(\.id)).count == left.taskCount)
  }

  @Test func `a profile that changes nothing changes no id`() throws {
    let spec = plain + "\nprofiles: {same: {replicates: 2}}"
    #expect(try parse(spec, profile: "same").id == parse(plain).id)
    #expect(try parse(plain, set: ["seed=7"]).id == parse(plain).id)
  }

  @Test(arguments: [
    "name=u", "experiment=theory", "axes.sigma=[0.1, 0.4]", "parameters.hidden=5", "replicates=3", "seed=8",
    "exclude=~", "zip=[[sigma, lambda]]", "curves=[{name: a, x: lambda, y: accuracy}]",
    "when=[{if: {sigma: 0.1}, then: {parameters: {bias: true}}}]",
  ])
  func `whatever changes tasks or curves changes the sweep's id`(change: String) throws {
    let spec = plain.replacing("{from: 0.1, to: 0.3, step: 0.1}", with: "[0.1, 0.3]")
      .replacing("lambda: 0.2}", with: "lambda: 0.1}").replacing(
        "exclude: [{sigma: 0.1, ", with: "exclude: [{sigma: 0.1, ")
    let sets = change.hasPrefix("experiment") ? [change, "curves=~"] : [change]
    #expect(try parse(spec, set: sets).id != parse(spec).id)
  }

  @Test(arguments: corpus) func `a stored sweep comes back as it was`(spec: String) throws {
    let sweep = try parse(spec)
    let json = sweep.resolvedJSON
    for catalog in [catalog, ExperimentCatalog([])] {
      let restored = try Sweep(resolvedJSON: json, catalog: catalog)
      #expect(restored.id == sweep.id)
      #expect(restored.resolvedJSON == json)
      #expect(restored.tasks.map(\.id) == sweep.tasks.map(\.id))
      #expect(restored.excluded() == sweep.excluded())
      #expect(restored.limits == sweep.limits)
      #expect(restored.priority == sweep.priority)
    }
    let restored = try Sweep(resolvedJSON: json, catalog: catalog)
    #expect(restored.axes == sweep.axes)
    #expect(restored.parameters == sweep.parameters)
    #expect(restored.curves == sweep.curves)
    #expect(restored.points == sweep.points)
    #expect(restored.conditionals == sweep.conditionals)
  }

  @Test func `a damaged stored sweep is refused`() throws {
    let bytes = Array(try parse(corpus[1]).resolvedJSON.utf8)
    for cut in stride(from: 0, to: bytes.count, by: 17) {
      let text = String(decoding: bytes[..<cut], as: UTF8.self)
      #expect(throws: StoredSweepError.self) { try Sweep(resolvedJSON: text, catalog: catalog) }
    }
    #expect(throws: StoredSweepError.self) { try Sweep(resolvedJSON: #"{"schema":2}"#, catalog: catalog) }
    var random = RandomStream(seed: 5, replicate: 0, name: "damage", task: nil)
    for _ in 0..<500 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 32...126, using: &random)
      // Either answer is right, as long as it is an answer.
      if let sweep = try? Sweep(resolvedJSON: String(decoding: damaged, as: UTF8.self), catalog: catalog),
        sweep.taskCount < 1000
      {
        sweep.forEachTask { _ in }
      }
    }
  }
}
