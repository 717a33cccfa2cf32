import Testing

@testable import Programs

/// Lines of a program, good and bad.
struct ProgramMessageTests {
  private func read(_ line: String) throws(ProgramMessage.Problem) -> ProgramMessage {
    try ProgramMessage(line: Array(line.utf8))
  }

  @Test func `each kind of line is read`() throws {
    #expect(
      try read(#"{"metrics": {"loss": 0.5, "accuracy": 1}, "step": 3}"#)
        == .metrics(["loss": 0.5, "accuracy": 1], step: 3))
    #expect(try read(#"{"progress":7}"#) == .progress(step: 7))
    #expect(try read(#"{"checkpoint":"step-7","step":7}"#) == .checkpoint(name: "step-7", step: 7))
    #expect(try read(#"{"artifact":"samples"}"#) == .artifact(name: "samples", file: "samples"))
    #expect(
      try read(#"{"artifact":"samples","file":"a/b.png"}"#) == .artifact(name: "samples", file: "a/b.png"))
    #expect(try read(#"{"result":{}}"#) == .result([:]))
  }

  @Test(arguments: [
    ("", "no JSON"), ("loss: 3", "no JSON"), ("\u{1B}[2J", "no JSON"), ("[1]", "no object"),
    ("{}", "none of the keys"),
    (#"{"metrics":{"loss":NaN},"step":1}"#, "not a number or infinite"),
    (#"{"result":{"loss":-Infinity}}"#, "not a number or infinite"),
    (#"{"result":{"loss":1e999}}"#, ""), (#"{"result":{"loss":"0.5"}}"#, "no number"),
    (#"{"result":{"loss":null}}"#, "no number"), (#"{"result":[1]}"#, "no object"),
    (#"{"metrics":{"loss":1}}"#, "without a step"), (#"{"progress":-1}"#, "without a step"),
    (#"{"progress":1.5}"#, "without a step"), (#"{"result":{},"progress":1}"#, "several of the keys"),
    (#"{"progress":1,"colour":2}"#, "`colour`"), (#"{"checkpoint":"","step":1}"#, "no name"),
    (#"{"artifact":3}"#, "no name"), (#"{"artifact":"a","file":"b\u0000c"}"#, "no name"),
    (#"{"result":{"a":1,"a":2}}"#, "no JSON"),
  ])
  func `a line that is none is told apart`(line: String, says: String) {
    let error = #expect(throws: ProgramMessage.Problem.self) { try ProgramMessage(line: Array(line.utf8)) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "nothing")")
    #expect(error?.description.contains("\u{1B}") == false)
  }

  @Test func `lines are cut wherever the stream was cut`() throws {
    let text = Array("one\ntwo\n\nthree".utf8)
    for size in 1...text.count {
      var splitter = LineSplitter(limit: 5)
      var lines: [[UInt8]] = []
      var rest = text[...]
      while !rest.isEmpty {
        lines += try splitter.take(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "two", ""])
      #expect(splitter.last().map { String(decoding: $0, as: UTF8.self) } == "three")
    }
  }

  @Test func `a line over the limit is refused, with its end and without`() {
    for text in ["123456\n", "123456"] {
      var splitter = LineSplitter(limit: 5)
      var refused = false
      do { _ = try splitter.take(Array(text.utf8)[...]) } catch { refused = true }
      #expect(refused)
    }
  }

  @Test func `of many printed lines the newest stay, and it says how many went`() {
    var log = LogRelay()
    for number in 0..<250 { log.take(Array("line \(number)\n".utf8)[...]) }
    log.take(Array("no end".utf8)[...])
    let lines = log.flush()
    #expect(lines.count == 101)
    #expect(lines.first == "... lines were left out here")
    #expect(lines.dropFirst().first == "line 150")
    #expect(lines.last == "line 249")
    #expect(log.flush() == [])
    #expect(log.flush(isLast: true) == ["no end"])
    #expect(String(decoding: log.lastWords, as: UTF8.self) == "no end")
  }

  @Test func `a printed line without end takes bounded memory`() {
    var log = LogRelay()
    for _ in 0..<1000 { log.take([UInt8](repeating: 65, count: 1000)[...]) }
    #expect(log.flush(isLast: true).map(\.utf8.count) == [LogRelay.byteLimit])
  }
}
