import Foundation
import PackagePlugin

/// Lets a program know what it was built from: before each build, a script writes a Swift file with the commit.
@main
struct BuildCommit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "Generated")
    let script = context.package.directoryURL.appending(path: "Scripts/build-commit.sh")
    return [
      .prebuildCommand(
        displayName: "Note what is built", executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, output.path], outputFilesDirectory: output)
    ]
  }
}
