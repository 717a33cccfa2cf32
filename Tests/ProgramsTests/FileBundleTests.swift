import Foundation
import Glibc
import SweepModel
import TestSupport
import Testing

@testable import Programs

/// The files that a program brings: packed, kept on workers, given back.
struct FileBundleTests {
  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Writes a file, and the folders on its way.
  private func write(_ text: String, _ place: TemporaryDirectory, _ name: String, mode: Int = 0o600) throws {
    try make((place.path(name) as NSString).deletingLastPathComponent)
    try place.write(text, to: name, mode: mode)
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  private func packed(_ names: [String], _ place: TemporaryDirectory, _ excluding: [String] = []) throws
    -> [UInt8]
  {
    try FileBundle.pack(names, in: place.path("in"), excluding: excluding)
  }

  @Test func `files, folders, links inside and what can be executed come out as they were`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("in/lib/empty"))
    try write("print()", place, "in/train.py")
    try write("#!/bin/sh\n", place, "in/lib/run", mode: 0o750)
    try write("x", place, "in/lib/data/private", mode: 0o600)
    symlink("../lib/run", place.path("in/lib/again"))
    symlink("lib/data", place.path("in/short"))
    symlink("short/private", place.path("in/through"))
    let bytes = try packed(["."], place)
    try make(place.path("out"))
    try FileBundle.unpack(bytes, into: place.path("out"))
    #expect(
      try FileBundle.paths(in: bytes) == [
        "lib/again", "lib/data/private", "lib/run", "short", "through", "train.py",
      ])
    #expect(try place.read("out/train.py") == "print()")
    #expect(try place.read("out/through") == "x")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: place.path("out/lib/again")) == "../lib/run")
    #expect(mode(place.path("out/lib/run")) == 0o755)
    #expect(mode(place.path("out/train.py")) == 0o644)
    #expect(FileManager.default.fileExists(atPath: place.path("out/lib/empty")))
    // The same files have the same bytes, whoever may read them.
    chmod(place.path("in/train.py"), 0o600)
    #expect(try packed([".", "lib", "train.py"], place) == bytes)
    #expect(try FileBundle.pack(["."], in: place.path("out")) == bytes)
    chmod(place.path("in/train.py"), 0o700)
    #expect(try packed(["."], place) != bytes)
  }

  @Test func `only what is named travels, with the folders on its way, and patterns leave out`() throws {
    let place = try TemporaryDirectory()
    for name in ["a.py", "b.txt", "lib/c.py", "lib/d.txt", "lib/__pycache__/c.pyc", ".git/HEAD", "lib/e.pyc"]
    {
      try write(name, place, "in/" + name)
    }
    func paths(_ names: [String], _ excluding: [String] = []) throws -> [String] {
      try FileBundle.paths(in: packed(names, place, excluding))
    }
    #expect(try paths(["."]) == ["a.py", "b.txt", "lib/c.py", "lib/d.txt"])
    #expect(try paths(["./lib/c.py", "a.py"]) == ["a.py", "lib/c.py"])
    #expect(try paths(["lib/"], ["*.txt"]) == ["lib/c.py"])
    // What is named itself is meant.
    #expect(try paths(["b.txt", "lib"], ["*.txt"]) == ["b.txt", "lib/c.py"])
    #expect(try paths(["."], ["/lib", "!*.pyc"]) == ["a.py", "b.txt"])
    #expect(try paths(["lib"], ["!*.pyc"]) == ["lib/c.py", "lib/d.txt", "lib/e.pyc"])
  }

  @Test(arguments: [
    ("missing.py", "`missing.py` is not there"), ("../secret", "lies outside"),
    ("/etc/passwd", "lies outside"),
    ("a/../../secret", "lies outside"), ("outside", "leads to `../secret`"),
    ("absolute", "leads to `/etc/passwd`"),
    ("dangling", "not among the files"), ("pipe", "a device, a pipe"),
    ("folder/secret", "is a link or a file"),
    ("loop", "not among the files"), ("up", "leads to `../in`"), ("", "lies outside"),
  ])
  func `what cannot be whole elsewhere is refused, and said which`(name: String, says: String) throws {
    let place = try TemporaryDirectory()
    try make(place.path("in"))
    try write("secret", place, "secret")
    try write("ok", place, "in/ok")
    symlink("../secret", place.path("in/outside"))
    symlink("/etc/passwd", place.path("in/absolute"))
    symlink("nothing", place.path("in/dangling"))
    symlink("..", place.path("in/folder"))
    symlink("loop", place.path("in/loop"))
    symlink("../in", place.path("in/up"))
    mkfifo(place.path("in/pipe"), 0o600)
    let error = #expect(throws: FileBundle.Problem.self) { try packed(["ok", name], place) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "nothing")")
    #expect(error?.name == nil || error?.name == 1)
  }

  @Test func `too much is refused with what takes the most, before it is read`() throws {
    let place = try TemporaryDirectory()
    try write("small", place, "in/small")
    try make(place.path("in/data"))
    // A hole of a terabyte, which nobody has the memory for.
    let file = open(place.path("in/data/huge.bin"), O_CREAT | O_WRONLY, 0o600)
    ftruncate(file, 1 << 40)
    close(file)
    let error = #expect(throws: FileBundle.Problem.self) { try packed(["."], place) }
    #expect(
      error?.description.contains("at most 256 MiB are sent; the largest are data/huge.bin (1 TiB)")
        == true)
    #expect(try FileBundle.paths(in: packed(["."], place, ["data/"])) == ["small"])
    #expect(throws: FileBundle.Problem.self) { try packed(["data"], place, ["*"]) }
  }

  @Test func `bytes that are no bundle write nothing outside of their folder`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("out"))
    func bundle(_ header: String, _ content: String = "") -> [UInt8] {
      Array("percolate program 1\n\(header)\n\(content)".utf8)
    }
    for bytes in [
      [], bundle("{}"), bundle(#"[{"mode":420,"path":"../x","size":1}]"#, "a"),
      bundle(#"[{"link":"/etc","path":"x"}]"#), bundle(#"[{"link":"","path":"x"}]"#),
      bundle(#"[{"path":"x"}]"#), bundle(#"[{"mode":420,"path":"x","size":2}]"#, "a"),
      bundle(#"[{"link":"..","path":"x"},{"mode":420,"path":"x/y","size":1}]"#, "a"),
      bundle(#"[{"mode":420,"path":"x","size":9223372036854775807},{"mode":420,"path":"y","size":1}]"#, "a"),
    ] {
      #expect(throws: FileProblem.self) { try FileBundle.unpack(bytes, into: place.path("out")) }
    }
    #expect(try place.names == ["out"])
    // Links have no place in a checkpoint.
    let link = Array("percolate checkpoint 1\n[{\"link\":\"a\",\"path\":\"x\"}]\n".utf8)
    #expect(throws: FileProblem.self) { try CheckpointArchive.unpack(link, into: place.path("out")) }
  }

  private func bundle(_ content: String, _ place: TemporaryDirectory) throws -> (ProgramBundle, [UInt8]) {
    try write(content, place, "in/file")
    let bytes = try packed(["file"], place)
    return (FileBundle.name(of: bytes), bytes)
  }

  @Test func `a worker keeps files once, read-only, and lets those go that nobody uses`() throws {
    let place = try TemporaryDirectory()
    let (first, bytes) = try bundle("first", place)
    let roomy = BundleCache(environment: ["TMPDIR": place.path])
    #expect(roomy.hold(first) == nil)
    var held: BundleCache.Held? = try roomy.add(bytes, first)
    let path = try #require(held?.path)
    #expect(mode(path) == 0o555 && mode(path + "/file") == 0o444)
    #expect(roomy.hold(first)?.path == path)
    #expect(try roomy.add(bytes, first).path == path)

    let tight = BundleCache(environment: ["TMPDIR": place.path], limit: 1)
    let (second, others) = try bundle("second", place)
    let other = try tight.add(others, second)
    #expect(roomy.hold(first) != nil, "it is in use")
    held = nil
    let (third, last) = try bundle("third", place)
    _ = try tight.add(last, third)
    #expect(roomy.hold(first) == nil)
    #expect(roomy.hold(second)?.path == other.path, "it is in use")
  }

  @Test func `files that others may have put there are not used`() throws {
    let place = try TemporaryDirectory()
    let (bundle, bytes) = try bundle("mine", place)
    let cache = BundleCache(environment: ["TMPDIR": place.path])
    _ = try cache.add(bytes, bundle)
    let folder = place.path("percolate-\(geteuid())/files")
    chmod(folder, 0o777)
    #expect(cache.hold(bundle) == nil)
    let error = #expect(throws: FileProblem.self) { try cache.add(bytes, bundle) }
    #expect(error?.description.contains("other users may write") == true)
    chmod(folder, 0o700)
    #expect(cache.hold(bundle) != nil)
  }

  @Test func `what a killed worker was unpacking is removed by the next one`() throws {
    let place = try TemporaryDirectory()
    let (bundle, bytes) = try bundle("x", place)
    let folder = place.path("percolate-\(geteuid())/files")
    try make(folder + "/adding-1234/inner")
    chmod(place.path("percolate-\(geteuid())"), 0o700)
    chmod(folder, 0o700)
    _ = try BundleCache(environment: ["TMPDIR": place.path]).add(bytes, bundle)
    let name = "\(bundle.digest.hex)-\(bundle.size)"
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [name, name + ".lock"])
  }

  @Test func `a program that locks its folder keeps no worker waiting, and no files from going`() throws {
    let place = try TemporaryDirectory()
    let (first, bytes) = try bundle("first", place)
    let cache = BundleCache(environment: ["TMPDIR": place.path], limit: 1)
    var held: BundleCache.Held? = try cache.add(bytes, first)
    let path = try #require(held?.path)
    // As a program may that can only read it.
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(folder) }
    #expect(flock(folder, LOCK_EX | LOCK_NB) == 0)
    #expect(cache.hold(first)?.path == path)
    // What it cannot open is what workers lock.
    #expect(mode(path + ".lock") == 0o600)
    held = nil
    let (second, others) = try bundle("second", place)
    _ = try cache.add(others, second)
    #expect(cache.hold(first) == nil)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: place.path("percolate-\(geteuid())/files"))
    #expect(names.count == 2, "\(names)")
  }

  @Test(arguments: [
    ("*.pyc", "a/b.pyc", true), ("*.pyc", "a/b.py", false), ("build/", "a/build", false),
    ("/data", "a/data", false),
    ("/data", "data", true), ("a/*.txt", "a/b.txt", true), ("a/*.txt", "a/b/c.txt", false),
    ("a/**/c", "a/c", true), ("a/**/c", "a/x/y/c", true), ("**/c", "c", true), ("a/**", "a", false),
    ("a/**", "a/b/c", true), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[]]", "]", true),
    ("[", "[", true),
    ("\\*", "*", true), ("\\*", "x", false), ("?.py", "a.py", true), ("?.py", ".py", false),
    ("# x", "# x", false),
    ("*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("x  ", "x", true),
    ("", "x", false),
    ("/", "x", false), ("**", "a/b", true), ("\\", "\\", false),
  ])
  func `patterns match as in gitignore`(pattern: String, path: String, isExcluded: Bool) {
    #expect(IgnoreRules([pattern]).excludes(path, isFolder: false) == isExcluded)
  }

  @Test func `the last pattern that matches decides, and a slash at the end means folders`() {
    let rules = IgnoreRules(["*.txt", "!keep.txt", "build/"])
    #expect(rules.excludes("a/x.txt", isFolder: false))
    #expect(!rules.excludes("a/keep.txt", isFolder: false))
    #expect(rules.excludes("a/build", isFolder: true))
    #expect(rules.excludes(".git", isFolder: true))
    #expect(!IgnoreRules(["!.git/"]).excludes(".git", isFolder: true))
  }

  @Test func `a program finds its files, and where it shall, starts in them`() throws {
    let place = try TemporaryDirectory()
    try write(
      "echo '{\"result\":{\"score\":5}}' >&3; pwd; echo $PERCOLATE_FILES", place, "in/run.sh", mode: 0o755)
    let bytes = try packed(["run.sh"], place)
    let name = FileBundle.name(of: bytes)
    let held = try BundleCache(environment: ["TMPDIR": place.path]).add(bytes, name)
    for (folder, command) in [(TaskProgram.filesFolder, "./run.sh"), (nil, "{files}/run.sh")] {
      var sample = try Sample(["/bin/sh", command], folder: folder)
      sample.environment = ["TMPDIR": place.path]
      let notebook = sample.notebook
      notebook.bundle = name
      #expect(try sample.run(notebook) == ["score": 5])
      #expect(notebook.lines.last == held.path)
      #expect((notebook.lines.first == held.path) == (folder != nil))
    }
    var sample = try Sample(["./run.sh"], folder: TaskProgram.filesFolder)
    sample.environment = ["TMPDIR": place.path]
    #expect(sample.failure().text == "the task came without its program's files")
    let notebook = sample.notebook
    notebook.bundle = ProgramBundle(digest: Digest(of: [1]), size: 1)
    #expect(sample.failure(notebook).text == "the program's files are not on this worker any more")
  }
}
