import SweepModel
import Testing

/// Where the parameters of a task end in its canonical text.
@Suite
struct PointLengthTests {
  private static func definition(_ text: String, replicate: Int, seed: Int = 0) -> TaskDefinition {
    TaskDefinition(
      experiment: "e", version: 1, parameters: ["p": .text(text)], seed: seed, replicate: replicate)
  }

  private static func point(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    TaskDefinition.pointLength(ofCanonicalJSON: bytes).map { bytes[..<$0] }
  }

  @Test(arguments: ["x", #"","replicate":1,"seed":2,"version":3}"#, #","replicate":7"#, ""])
  func `replicates have one text, and other parameters another`(text: String) throws {
    let first = try #require(Self.point(Self.definition(text, replicate: 0).canonicalJSON))
    #expect(Self.point(Self.definition(text, replicate: 12).canonicalJSON) == first)
    #expect(Self.point(Self.definition(text, replicate: 3, seed: 1 << 40).canonicalJSON) == first)
    #expect(Self.point(Self.definition(text + "y", replicate: 0).canonicalJSON) != first)
    #expect(String(decoding: first, as: UTF8.self).hasSuffix("}"))
  }

  @Test(arguments: [
    "", "}", #"{"a":1}"#, #"{"experiment":"e","parameters":{},"replicate":01,"seed":0,"version":1}"#,
    #"{"experiment":"e","parameters":{},"replicate":-1,"seed":0,"version":1}"#,
    #"{"experiment":"e","parameters":{},"replicate":1,"seed":,"version":1}"#,
    #"{"experiment":"e","parameters":{},"replicate":1,"seed":0,"version":1} "#,
    #"{"experiment":"e","parameters":{},"replicate":1,"seed":9999999999999999999,"version":1}"#,
    #"{"experiment":"e","parameters":{},"seed":0,"replicate":1,"version":1}"#,
  ])
  func `a text that does not end as a task's has no such place`(text: String) {
    #expect(Self.point(Array(text.utf8)) == nil)
  }
}
