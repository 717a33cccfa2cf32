import SweepModel
import Testing

struct LabelTests {
  @Test func `a symbol goes before words, words before the name`() {
    #expect(Label("sigma").text == "sigma")
    #expect(Label("test-loss", words: "test loss").text == "test loss")
    #expect(Label("sigma", symbol: "σ", words: "width").text == "σ")
  }

  @Test func `the unit stands behind a title in brackets and behind a value`() {
    let label = Label("sigma", symbol: "σ", unit: "px")
    #expect(label.title == "σ (px)" && Label("lambda", symbol: "λ").title == "λ")
    #expect(label.equation(.real(0.3)) == "σ = 0.3 px")
    #expect(Label("rule").equation(.text("a b")) == "rule = a b")
    #expect(label.equation(nil) == "σ: none")
  }

  @Test func `what is read off where another quantity has a level is made of both`() {
    let accuracy = Label("accuracy"), time = Label("time", unit: "s")
    let place = Label("sigma", symbol: "σ", unit: "px").at(accuracy, level: "0.6")
    #expect(place.name == "sigma" && place.text == "σ at accuracy = 0.6" && place.unit == "px")
    #expect(accuracy.at(time, level: "2").title == "accuracy at time = 2 s")
  }

  @Test func `a schema declares them, and what it does not know is printed as it is`() {
    let schema = ExperimentSchema(
      name: "e", version: 1, summary: "",
      parameters: [
        ParameterDefinition("both", .integer(0...1), symbol: "β", default: .integer(0), ""),
        ParameterDefinition("plain", .integer(0...1), unit: "s", default: .integer(0), ""),
      ], metrics: [.init("both", label: "of both", "")])
    let labels = Labels(schema)
    #expect(labels.parameter("both").text == "β" && labels.metric("both").text == "of both")
    #expect(labels.either("both").text == "of both" && labels.either("plain").title == "plain (s)")
    #expect(labels.parameter("other") == Label("other") && Labels(nil) == Labels())
    let more = labels.completed(
      by: Labels(parameters: [Label("both", symbol: "x"), Label("third", symbol: "ϑ")]))
    #expect(more.parameter("both").text == "β" && more.parameter("third").text == "ϑ")
  }
}
