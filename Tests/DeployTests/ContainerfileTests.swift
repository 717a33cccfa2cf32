import Foundation
import TestSupport
import Testing

/// No container engine is needed here: the file is read as an engine would.
struct ContainerfileTests {
  private struct Instruction {
    let name: String
    let words: [String]
  }

  private func instructions() throws -> [Instruction] {
    let text = try String(contentsOf: Checkout.file("deploy/Containerfile"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    return lines.replacing("\\\n", with: " ").split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return Instruction(name: words.first ?? "", words: Array(words.dropFirst()))
    }
  }

  @Test func `each instruction is one that engines know, and the first ones name an image`() throws {
    let known: Set = [
      "ARG", "FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT",
      "CMD",
    ]
    let all = try instructions()
    // The base can be another image.
    #expect(all.map(\.name).starts(with: ["ARG", "FROM"]))
    for instruction in all {
      #expect(known.contains(instruction.name), "\(instruction.name)")
      #expect(!instruction.words.isEmpty, "\(instruction.name)")
    }
  }

  @Test func `what is copied is there, and comes from a stage that is named`() throws {
    var stages: Set<String> = []
    for instruction in try instructions() {
      if instruction.name == "FROM", instruction.words.count == 3, instruction.words[1] == "AS" {
        stages.insert(instruction.words[2])
      }
      guard instruction.name == "COPY" else { continue }
      if let first = instruction.words.first, first.hasPrefix("--from=") {
        #expect(stages.contains(String(first.dropFirst("--from=".count))))
        continue
      }
      for source in instruction.words.dropLast() where !source.hasPrefix("-") && source != "${BINARY}" {
        #expect(FileManager.default.fileExists(atPath: Checkout.file(source).path), "\(source)")
      }
    }
    #expect(stages == ["runtime", "prebuilt", "build"])
  }

  @Test func `all that a build reads is copied`() throws {
    let copied = Set(
      try instructions().filter { $0.name == "COPY" && $0.words.first?.hasPrefix("--from=") == false }
        .flatMap { $0.words.dropLast() }.filter { !$0.hasPrefix("-") && $0 != "${BINARY}" })
    let names = try FileManager.default.contentsOfDirectory(atPath: Checkout.file(".").path)
    // The manifest, its targets' folders, and what the plugin runs.
    let plugin = try String(
      contentsOf: Checkout.file("Plugins/BuildCommit/BuildCommit.swift"), encoding: .utf8)
    let read = names.filter {
      ["Package.swift", "Plugins", "Sources", "Tests"].contains($0) || plugin.contains("\"\($0)/")
    }
    #expect(read.count == 5 && copied.isSuperset(of: read), "\(read) \(copied)")
  }

  @Test func `the image with a program that was built before takes nothing from a toolchain's`() throws {
    let all = try instructions()
    let first = try #require(all.firstIndex { $0.words.contains("prebuilt") })
    let next = try #require(all[(first + 1)...].firstIndex { $0.name == "FROM" })
    #expect(all[first].words == ["runtime", "AS", "prebuilt"])
    #expect(!all[..<next].contains { $0.words.contains { $0.contains("swift") } })
    // What is in no context cannot be copied.
    let ignored = try String(contentsOf: Checkout.file(".containerignore"), encoding: .utf8)
    let argument = all[first..<next].first { $0.name == "ARG" }?.words.first ?? ""
    #expect(ignored.contains("!/\(argument.split(separator: "=").last ?? "")\n"))
  }

  @Test func `the image runs as its own user, in exec form, and holds no key`() throws {
    let all = try instructions()
    // By number, or Kubernetes cannot tell that it is not root.
    #expect(all.filter { $0.name == "USER" }.map(\.words) == [["10001:10001"]])
    // In shell form a shell would be the first process, and keep the SIGTERM for itself.
    for form in all where ["ENTRYPOINT", "CMD"].contains(form.name) {
      let data = Data(form.words.joined(separator: " ").utf8)
      #expect(throws: Never.self) { try JSONDecoder().decode([String].self, from: data) }
    }
    #expect(!all.contains { $0.name == "COPY" && $0.words.contains { $0.contains("access.json") } })
  }
}
