import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@testable import Programs

/// Checkpoints and artifacts on disk.
struct FileTests {
  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  @Test func `a folder comes out of its archive as it was`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("in/state/deep/empty"))
    try place.write("weights", to: "in/state/weights.bin")
    try place.write("", to: "in/state/nothing")
    try place.write("#!/bin/sh\n", to: "in/state/deep/run", mode: 0o755)
    try make(place.path("out"))
    let bytes = try CheckpointArchive.pack("state", in: place.path("in"), limit: 1 << 20)
    #expect(try CheckpointArchive.unpack(bytes, into: place.path("out")) == place.path("out/state"))
    #expect(try place.read("out/state/weights.bin") == "weights")
    #expect(try place.read("out/state/nothing") == "")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path("out/state/deep")).sorted() == [
        "empty", "run",
      ])
    #expect(access(place.path("out/state/deep/run"), X_OK) == 0)
    // The same content has the same bytes.
    #expect(try CheckpointArchive.pack("state", in: place.path("out"), limit: 1 << 20) == bytes)
  }

  @Test func `what is not whole elsewhere is no checkpoint`() throws {
    let place = try TemporaryDirectory()
    try place.write("12345", to: "file")
    symlink("/etc/passwd", place.path("link"))
    mkfifo(place.path("pipe"), 0o600)
    for (name, says) in [("link", "neither"), ("pipe", "neither"), ("missing", "not there")] {
      let error = #expect(throws: FileProblem.self) {
        try CheckpointArchive.pack(name, in: place.path, limit: 1 << 20)
      }
      #expect(error?.description.contains(says) == true)
    }
    #expect(throws: FileProblem.self) {
      try CheckpointArchive.pack("file", in: place.path, limit: 4)
    }
  }

  @Test func `a damaged archive writes nothing outside of its folder`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("out"))
    func archive(_ header: String, _ content: String = "") -> [UInt8] {
      Array("percolate checkpoint 1\n\(header)\n\(content)".utf8)
    }
    let bad = [
      [], Array("nonsense".utf8), archive("[]"), archive("nonsense"),
      archive(#"[{"mode":420,"path":"../x","size":1}]"#, "a"),
      archive(#"[{"mode":420,"path":"/x","size":1}]"#, "a"),
      archive(#"[{"mode":420,"path":"x","size":2}]"#, "a"), archive(#"[{"mode":420,"path":"x","size":-1}]"#),
      archive(#"[{"mode":420,"path":"x","size":9223372036854775807}]"#, "a"),
      archive(#"[{"mode":4095,"path":"y","size":1}]"#, "a"),
      archive(#"[{"mode":420,"path":"z","size":1}]"#, "ab"),
      archive(#"[{"mode":448,"path":"d"},{"mode":420,"path":"e","size":0}]"#),
    ]
    for bytes in bad {
      #expect(throws: FileProblem.self) {
        try CheckpointArchive.unpack(bytes, into: place.path("out"))
      }
    }
    #expect(try place.names == ["out"])
  }

  @Test(arguments: [
    "../secret", "/etc/passwd", "a/../../secret", "link", "folder/secret", "./file", "pipe", "a", "", "a//b",
  ])
  func `a file outside of its folder, or through a link, is not read`(path: String) throws {
    let place = try TemporaryDirectory()
    try place.write("secret", to: "secret")
    try make(place.path("inside/a"))
    symlink(place.path("secret"), place.path("inside/link"))
    symlink(place.path, place.path("inside/folder"))
    mkfifo(place.path("inside/pipe"), 0o600)
    try place.write("file", to: "inside/file")
    #expect(try InnerFile.read("file", below: place.path("inside"), limit: 10) == Array("file".utf8))
    #expect(throws: FileProblem.self) {
      try InnerFile.read(path, below: place.path("inside"), limit: 10)
    }
  }

  @Test func `a file over the limit is not read`() throws {
    let place = try TemporaryDirectory()
    try place.write("12345", to: "file")
    #expect(throws: FileProblem.self) { try InnerFile.read("file", below: place.path, limit: 4) }
  }

  @Test func `folders are made while others look for orphans`() async throws {
    let place = try TemporaryDirectory()
    let parent = place.path
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var made = 0
          for _ in 0..<200 {
            Scratch.removeOrphans(in: parent)
            guard let scratch = try? Scratch(in: parent) else { continue }
            made += 1
            scratch.remove()
          }
          return made
        }
      }
      for await made in group { #expect(made == 200) }
    }
    #expect(try place.names == [])
  }

  @Test func `folders of attempts whose worker died are removed by the next one, and others stay`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("percolate-task-dead/work"))
    try make(place.path("others"))
    let living = try Scratch(in: place.path)
    let next = try Scratch(in: place.path)
    #expect(
      try Set(place.names.map { place.path($0) }) == [
        place.path("others"), living.paths.root, next.paths.root,
      ])
    living.remove()
    next.remove()
    #expect(try place.names == ["others"])
  }

  @Test func `folders of any depth are removed, and of any mode`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("kept"))
    try place.write("", to: "kept/file")
    // Deeper than a path can be long, and than a process may have files open.
    let made = try RunningProcess.run(
      "/bin/sh",
      [
        "-c",
        """
        cd "$0" && mkdir deep && cd deep && ln -s ../kept link
        i=0; while [ $i -lt 1500 ]; do mkdir folder-$i file-$i.d; : > file; cd folder-$i; i=$((i+1)); done
        cd "$0/deep" && chmod 0 folder-0 && mkdir closed && : > closed/file && chmod 500 closed
        """, place.path,
      ])
    #expect(made.ending == .code(0), "\(made.errors)")
    FileTree.remove(place.path("deep"))
    #expect(try place.names == ["kept"])
    #expect(access(place.path("kept/file"), F_OK) == 0)
  }

  @Test func `whoever makes a folder a link just before it is opened leads nowhere`() throws {
    let place = try TemporaryDirectory()
    try make(place.path("victim"))
    symlink(place.path("victim"), place.path("link"))
    let folder = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(folder) }
    #expect(FileTree.openFolder("link", in: folder) == nil)
    let inner = try #require(FileTree.openFolder("victim", in: folder))
    close(inner)
  }
}
