import Foundation
import PackagePlugin

/// Lets a program know what it was built from: a script writes a Swift file with the commit.
///
/// It runs whenever the commit or a source has changed. A command that runs "before each build" would not do: with the
/// same list of files the package manager plans nothing anew, and leaves it out.
@main
struct BuildCommit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let root = context.package.directoryURL
    let output = context.pluginWorkDirectoryURL.appending(path: "BuildCommit.swift")
    let script = root.appending(path: "Scripts/build-commit.sh")
    let sources = context.package.targets.compactMap { $0 as? any SourceModuleTarget }
      .flatMap { $0.sourceFiles.map(\.url) }
      .filter { $0.path.hasPrefix(root.appending(path: "Sources").path) }
    return [
      .buildCommand(
        displayName: "Note what is built", executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, output.path],
        inputFiles: [script, root.appending(path: "Package.swift")] + heads(of: root) + sources,
        outputFiles: [output])
    ]
  }

  /// Files that are others after each commit and each checkout; none outside of a repository.
  private func heads(of root: URL) -> [URL] {
    var folder = root.appending(path: ".git")
    // In a work tree of its own it is a file that names the folder.
    if let text = try? String(contentsOf: folder, encoding: .utf8), text.hasPrefix("gitdir: ") {
      let path = text.dropFirst(8).trimmingCharacters(in: .whitespacesAndNewlines)
      folder = path.hasPrefix("/") ? URL(filePath: path) : root.appending(path: path)
    }
    return ["HEAD", "logs/HEAD"].map { folder.appending(path: $0) }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }
}
