import Foundation
import TestSupport
import Testing

/// What is wrong with a spec is said with its place before anything is made.
@Suite(.timeLimit(.minutes(5)))
struct BadSpecTests {
  struct Bad: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    /// The line that is named.
    var line: Int?
    var says: [String]
    var testDescription: String { name }
  }

  private static func spec(_ axes: String, _ more: String = "") -> String {
    "name: bad\nexperiment: percolation\naxes: {\(axes)}\n\(more)"
  }

  private static let bomb =
    "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + zip("abcdefgh", "bcdefghi").map { from, to in
      "\(to): &\(to) [" + Array(repeating: "*\(from)", count: 10).joined(separator: ", ") + "]\n"
    }.joined() + "name: bad\nexperiment: probe\naxes: {index: *i}\n"

  static let specs = [
    Bad(
      name: "an unknown key", text: spec("sigma: [1]", "replicate: 3"), line: 4,
      says: ["replicate", "replicates"]),
    Bad(name: "an unknown axis", text: spec("sigmas: [1]"), line: 3, says: ["sigmas", "sigma"]),
    Bad(
      name: "an unknown experiment", text: "name: bad\nexperiment: percolatoin\naxes: {sigma: [1]}", line: 2,
      says: ["percolatoin", "percolation"]),
    Bad(name: "a wrong type", text: spec("sigma: [wide]"), line: 3, says: ["sigma", "wide"]),
    Bad(name: "a wrong type of a key", text: spec("sigma: [1]", "replicates: many"), line: 4, says: ["many"]),
    Bad(name: "NaN", text: spec("sigma: [.nan]"), line: 3, says: ["sigma"]),
    Bad(name: "infinity", text: spec("sigma: [.inf]"), line: 3, says: ["sigma"]),
    Bad(name: "an empty axis", text: spec("sigma: []"), line: 3, says: ["sigma"]),
    Bad(name: "duplicate values", text: spec("sigma: [0.3, 0.30]"), line: 3, says: ["sigma", "0.3"]),
    Bad(
      name: "duplicate keys", text: spec("sigma: [1]", "seed: 1\nseed: 2"), line: 4, says: ["seed"]),
    Bad(
      name: "a product of 10^9",
      text: "name: bad\nexperiment: probe\naxes: {index: {from: 1, to: 1000000, step: 1}}\nreplicates: 1000",
      line: nil, says: ["10000000"]),
    Bad(name: "a YAML bomb", text: bomb, line: nil, says: []),
    Bad(
      name: "depth", text: "name: " + String(repeating: "[", count: 20_000), line: nil, says: []),
    Bad(name: "nothing", text: "", line: nil, says: []),
    Bad(name: "a list", text: "- 1\n- 2\n", line: 1, says: []),
  ]

  /// Runs the commands that read specs, each of which must refuse it.
  private func refusals(_ directory: TemporaryDirectory, _ path: String) throws -> [String] {
    try ["run", "plan", "submit"].map { command in
      let data = directory.path("data")
      let answer = try Command.run(command, path, "--data", data)
      #expect(answer.ending == .code(2), "\(command): \(answer.ending) \(answer.errors)")
      #expect(answer.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: data), "\(command) made something")
      return answer.errors
    }
  }

  @Test(arguments: BadSpecTests.specs)
  func `a bad spec is refused`(_ bad: Bad) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bad.text, to: "bad.yaml")
    for text in try refusals(directory, path) {
      #expect(text.contains(bad.line.map { "\(path):\($0):" } ?? path), "\(text)")
      for word in bad.says { #expect(text.replacing("_", with: "").contains(word), "\(text)") }
      #expect(text.utf8.count < 20_000)
    }
  }

  @Test func `a file that is no UTF-8 text is refused, and one that is not there`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("bad.yaml")
    let bytes = Data("name: bad\nexperiment: probe\ndescription: ".utf8) + Data([0xC3, 0x28, 0xFF, 0x0A])
    try bytes.write(to: URL(fileURLWithPath: path))
    for text in try refusals(directory, path) {
      #expect(text.contains(path) && text.contains("UTF-8"), "\(text)")
    }
    for text in try refusals(directory, directory.path("nowhere.yaml")) {
      #expect(text.contains("nowhere.yaml"))
    }
    _ = try refusals(directory, directory.path)
  }

  @Test func `a bad --set is refused`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(FinishedSweep.spec, to: "spec.yaml")
    for setting in ["replicatse=2", "axes.lambda=[]", "replicates", "axes.lambda=[.nan]", "seed={"] {
      let answer = try Command.run("plan", path, "--set", setting)
      #expect(answer.ending == .code(2), "\(setting): \(answer.ending)")
      #expect(!answer.errors.isEmpty)
    }
    let profile = try Command.run("plan", path, "--profile", "smoke")
    #expect(profile.ending == .code(2))
    #expect(profile.errors.contains("smoke"))
  }
}
