internal import Experiments
internal import Foundation
internal import Spec
internal import SweepModel

/// A YAML file that declares a program: a spec, or a declaration of its own.
enum ProgramFile {
  /// Whether an argument names a file rather than an experiment.
  static func isPath(_ argument: String) -> Bool {
    argument.contains("/") || argument.hasSuffix(".yaml") || argument.hasSuffix(".yml")
  }

  /// What a file declares.
  ///
  /// - Throws: ``Problem`` with all that is wrong with it.
  static func declaration(_ path: String, _ packed: PackedBundles) throws -> ProgramDeclaration {
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: SpecParser.sizeLimit + 1) ?? Data()
    else { throw Problem(ExitStatus.usage, "there is no file \(path) that can be read") }
    do throws(SpecErrors) {
      return try ProgramDeclaration(
        [UInt8](data), file: path, catalog: .builtIn, programs: SpecFile.programs(beside: path, packed))
    } catch { throw Problem(ExitStatus.usage, "\(error)") }
  }
}
