import SweepModel
import Synchronization
import Testing

@testable import Spec

/// Programs that bring files.
struct ProgramFilesSpecTests {
  private static let spec = """
    name: t
    experiment:
      name: train
      version: 2
      command: [./train.sh, "{rate}"]
      files: [train.sh, lib]
      exclude: ["*.bin"]
      working-directory: files
      parameters: {rate: {kind: real, default: 1}}
      metrics: {loss: {}}
    axes: {rate: [0.5]}
    """

  /// What was asked to be packed.
  private final class Packer: Sendable {
    let asked = Mutex<[[String]]>([])
    let content: UInt8

    init(_ content: UInt8) { self.content = content }

    var files: ProgramFiles {
      ProgramFiles(folder: "/home/me/study") { _ in
        Array(
          ProgramFilesSpecTests.spec.split(separator: "\n").dropFirst(2).dropLast().joined(separator: "\n")
            .utf8)
      } pack: { [self] names, folder, excluding throws(ProgramFiles.Problem) in
        asked.withLock { $0.append([folder] + names + excluding) }
        if let place = names.firstIndex(of: "missing") {
          throw ProgramFiles.Problem(name: place, reason: "`missing` is not there")
        }
        return ProgramBundle(digest: Digest(of: [content]), size: Int(content))
      }
    }
  }

  private func read(_ text: String, _ packer: Packer = Packer(7), set: [String] = []) throws -> Sweep {
    try SpecParser.parse(
      Array(text.utf8), file: "s.yaml", overrides: set, catalog: catalog, programs: packer.files)
  }

  private func task(_ sweep: Sweep) throws -> TaskID {
    var first: TaskID?
    sweep.forEachTask { first = first ?? $0.id }
    return try #require(first)
  }

  @Test func `files become what they are packed as, for whoever reads the spec and whoever cannot`() throws {
    let packer = Packer(7)
    let sweep = try read(Self.spec, packer)
    let bundle = ProgramBundle(digest: Digest(of: [7]), size: 7)
    #expect(sweep.program?.bundle == bundle)
    #expect(sweep.program?.program.workingDirectory == "files")
    #expect(packer.asked.withLock { Set($0) } == [["/home/me/study", "train.sh", "lib", "*.bin"]])
    let sent = try SpecParser.parse(
      Array(Self.spec.utf8), file: "s.yaml", overrides: [try #require(sweep.programOverride)],
      catalog: catalog)
    #expect(sent.id == sweep.id && sent.program == sweep.program)
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(stored.program == sweep.program && stored.id == sweep.id)
  }

  @Test
  func `with a version other files are another sweep of the same tasks, with identity content of others`()
    throws
  {
    let before = try read(Self.spec, Packer(7))
    let after = try read(Self.spec, Packer(8))
    #expect(before.id != after.id)
    #expect(try task(before) == task(after))
    let content = Self.spec.replacing("version: 2", with: "identity: content")
    let one = try read(content, Packer(7))
    #expect(one.program?.program.files == Digest(of: [7]))
    #expect(try task(one) != task(read(content, Packer(8))))
    #expect(try task(one) == task(read(content, Packer(7))))
    // The definition says it, and reads back.
    try one.forEachTask { task in
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
      #expect(definition.program == one.program?.program)
    }
  }

  @Test func `files start at the file of the declaration`() throws {
    let packer = Packer(7)
    _ = try read("name: t\nexperiment: other/train.yaml\naxes: {rate: [0.5]}", packer)
    #expect(packer.asked.withLock { $0.first?.first } == "/home/me/study/other")
  }

  @Test(arguments: [
    (
      "[train.sh, lib]", "[train.sh, missing]",
      "6:21: the program's files cannot be sent: `missing` is not there"
    ),
    ("[train.sh, lib]", "[]", "6:10: an empty `files`"),
    ("[train.sh, lib]", "train.sh", "6:10: `train.sh` as `files`"),
    ("[train.sh, lib]", "[[a]]", "6:11: a list as `files`"),
    ("[train.sh, lib]", "{digest: abc, size: 1}", "6:10: `files` without the digest"),
    ("[train.sh, lib]", "{digets: abc}", "unknown key `digets`"),
    ("files: [train.sh, lib]", "description: x", "7:12: `exclude` of a program that brings no files"),
    ("  files: [train.sh, lib]\n  exclude: [\"*.bin\"]\n", "", "6:22: `files` as `working-directory`"),
    ("version: 2", "version: 2\n  identity: content", "4:12: a `version` beside `identity: content`"),
    ("version: 2", "identity: other", "one of content, version"),
    (
      "version: 2\n  command: [./train.sh, \"{rate}\"]\n  files: [train.sh, lib]\n  exclude: [\"*.bin\"]\n  working-directory: files",
      "identity: content\n  command: [./train.sh, \"{rate}\"]",
      "4:13: `identity: content` of a program that brings no files"
    ),
    ("[\"*.bin\"]", "[\"\"]", "as a pattern of `exclude`"),
    (
      "  files: [train.sh, lib]\n  exclude: [\"*.bin\"]\n  working-directory: files\n",
      "  description: \"x\"\n", ""
    ),
  ])
  func `every mistake is told with its place`(old: String, new: String, says: String) throws {
    #expect(Self.spec.contains(old), "\(old)")
    let text = Self.spec.replacing(old, with: new)
    if says.isEmpty { return #expect(try read(text).program?.bundle == nil) }
    let error = #expect(throws: SpecErrors.self) { try read(text) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "nothing")")
  }

  @Test func `a coordinator does not read files, nor refuses a profile for those that were not packed`()
    throws
  {
    let error = #expect(throws: SpecErrors.self) {
      try SpecParser.parse(Array(Self.spec.utf8), file: "s.yaml", catalog: catalog)
    }
    #expect(error?.description.contains("`percolate submit` and `run` pack and send") == true)
    let text = Self.spec + "\nprofiles: {other: {experiment: {files: [other.sh]}}}"
    let sweep = try read(text)
    _ = try SpecParser.parse(
      Array(text.utf8), file: "s.yaml", overrides: [try #require(sweep.programOverride)], catalog: catalog)
  }

  @Test func `the folder of the files has a placeholder`() throws {
    let text = Self.spec.replacing("./train.sh", with: "\"{files}/train.sh\"")
    let word = try #require(try read(text).program?.program.command.first)
    let definition = TaskDefinition(experiment: "train", version: 2, parameters: [:], seed: 0, replicate: 0)
    #expect(word.filled(for: definition, files: "/f") == "/f/train.sh")
    let none = text.replacing(
      "files: [train.sh, lib]\n  exclude: [\"*.bin\"]\n  working-directory: files\n", with: "\n")
    #expect(throws: SpecErrors.self) { try read(none) }
  }
}
