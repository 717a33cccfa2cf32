import SweepModel
import Testing

@Suite struct TaskDefinitionTests {
  private let schema = TheoryExperiment().schema
  private func read(_ text: String) throws -> TaskDefinition {
    try TaskDefinition(canonicalJSON: Array(text.utf8), schema: schema)
  }

  @Test func `types come from the schema`() throws {
    let definition = try read(
      #"{"experiment":"theory","parameters":{"lambda":1,"sigma":0.5,"threshold":0},"replicate":2,"seed":3,"version":1}"#
    )
    #expect(definition.parameters == ["lambda": .real(1), "sigma": .real(0.5), "threshold": .real(0)])
    #expect(definition.replicate == 2)
    #expect(definition.seed == 3)
  }

  @Test(arguments: [
    ("", "found the end"),
    ("[]", "expected an object of experiment"),
    (#"{"experiment":"theory","parameters":{},"replicate":0,"seed":0,"version":1}"#, "sigma is missing"),
    (#"{"experiment":"theory","parameters":{},"replicate":0,"seed":0,"version":2}"#, "version 2"),
    (#"{"experiment":"theory","parameters":{},"replicate":-1,"seed":0,"version":1}"#, "expected an object"),
    (
      #"{"experiment":"theory","parameters":{"lambda":1,"sigma":"x","threshold":0},"replicate":0,"seed":0,"version":1}"#,
      "sigma is x; expected a number in 0...10"
    ),
    (
      #"{"experiment":"theory","parameters":{"lambda":1,"sigma":11,"threshold":0},"replicate":0,"seed":0,"version":1}"#,
      "sigma is 11"
    ),
    (
      #"{"experiment":"theory","parameters":{"extra":1,"lambda":1,"sigma":1,"threshold":0},"replicate":0,"seed":0,"version":1}"#,
      "no parameter extra"
    ),
    (
      #"{"experiment":"theory","parameters":{"lambda":1.0,"sigma":1,"threshold":0},"replicate":0,"seed":0,"version":1}"#,
      "canonical"
    ),
    (
      #"{"experiment":"theory", "parameters":{"lambda":1,"sigma":1,"threshold":0},"replicate":0,"seed":0,"version":1}"#,
      "canonical"
    ),
  ])
  func `other bytes are refused with a reason`(text: String, reason: String) {
    let error = #expect(throws: TaskDefinition.Mismatch.self) { try read(text) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
