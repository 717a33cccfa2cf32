import Experiments
import SweepModel
import Testing

/// What figures print for the parameters and metrics of the experiments.
struct LabelTests {
  @Test(arguments: ExperimentCatalog.builtIn.names)
  func `no two parameters and no two metrics are printed alike`(name: String) throws {
    let schema = try #require(ExperimentCatalog.builtIn[name]?.schema)
    for labels in [schema.parameters.map(\.label), schema.metrics.map(\.label)] {
      let members = Dictionary(grouping: labels, by: \.text).filter { $0.value.count > 1 }
      #expect(members.isEmpty)
    }
  }

  /// A symbol and words that say the same as the name, or hold what no line can have, would be no gain.
  @Test(arguments: ExperimentCatalog.builtIn.names)
  func `symbols are short, and words are words`(name: String) throws {
    let schema = try #require(ExperimentCatalog.builtIn[name]?.schema)
    for label in schema.parameters.map(\.label) + schema.metrics.map(\.label) {
      #expect(PlainText.isLine(label.text) && !label.text.isEmpty, "\(label)")
      #expect((label.symbol ?? "").count <= 4, "\(label)")
      if let words = label.words { #expect(words != label.name && words.count <= 40, "\(label)") }
    }
  }

  @Test func `widths and fractions of data have the letters of the papers`() {
    for name in ["percolation", "diffusion", "overlap"] {
      let labels = Labels(ExperimentCatalog.builtIn[name]?.schema)
      #expect(labels.parameter("sigma").title == "σ (px)")
    }
    let labels = Labels(ExperimentCatalog.builtIn["diffusion"]?.schema)
    #expect(labels.parameter("lambda").title == "λ" && labels.metric("accuracy").title == "accuracy")
    #expect(labels.metric("accuracy-x-out-of-distribution").text == "accuracy in x, out of distribution")
    let identity = Labels(ExperimentCatalog.builtIn["identity"]?.schema)
    #expect(identity.metric("jacobian-1-2").text == "J₁₂" && identity.metric("output-2").text == "f₂")
  }
}
