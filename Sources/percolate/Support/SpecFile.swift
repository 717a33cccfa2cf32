internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Messages
internal import Platform
internal import Spec
internal import SweepModel
internal import Transport

/// Which variant of a spec is meant.
struct SpecOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A profile of the spec, such as smoke.", valueName: "name"))
  var profile: String?
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change one value of the spec, such as axes.lambda=[0.3] or replicates=2.", valueName: "path=value"))
  var overrides: [String] = []
  @Option(
    help: ArgumentHelp(
      "Core time that a sweep with `refine` or `compare` may cost, such as 6h: spent where the answer is the least certain.",
      valueName: "time"))
  var budget: String?

  /// All changes of the spec, in their order.
  var changes: [String] { overrides + (budget.map { ["budget=" + $0] } ?? []) }
}

/// A spec's bytes with the variant that is meant.
struct SpecFile {
  let path: String
  let bytes: [UInt8]
  let profile: String?
  let overrides: [String]
  /// The declaration of the program that is swept, with what its file says, for whoever cannot read that; nil where an
  /// experiment of percolate is.
  private(set) var program: String?
  /// The files that the program brings; nil where it brings none.
  private(set) var bundle: PackedBundles.Bundle?
  private let packed = PackedBundles()

  init(_ path: String, _ options: SpecOptions) throws {
    // One byte more than a spec may have is enough to see that it has too many.
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: SpecParser.sizeLimit + 1) ?? Data()
    else {
      throw Problem(
        ExitStatus.usage, "there is no file \(path) that can be read; give the path of a sweep's YAML")
    }
    self.path = path
    bytes = [UInt8](data)
    profile = options.profile
    overrides = options.changes
  }

  /// Files beside one.
  static func programs(beside path: String, _ packed: PackedBundles = PackedBundles()) -> ProgramFiles {
    let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
    return ProgramFiles(folder: folder) { name in
      let path = name.hasPrefix("/") ? name : folder + "/" + name
      return FileHandle(forReadingAtPath: path)
        .flatMap { try? $0.read(upToCount: SpecParser.sizeLimit + 1) ?? Data() }.map { [UInt8]($0) }
    } pack: { names, folder, excluding throws(ProgramFiles.Problem) in
      try packed.pack(names, in: folder, excluding: excluding)
    }
  }

  /// The checked sweep. What was accepted and is most likely not meant is said on stderr.
  mutating func parse() throws -> Sweep {
    do throws(SpecErrors) {
      var thousands = 0
      var last = MonotonicClock.seconds
      let sweep = try SpecParser.parse(
        bytes, file: path, profile: profile, overrides: overrides, catalog: .builtIn,
        programs: SpecFile.programs(beside: path, packed),
        goesOn: {
          thousands += 1
          // A check that takes long says so, now and then.
          if MonotonicClock.seconds - last > 5 {
            last = MonotonicClock.seconds
            Output.note("\(path): checked \(thousands) thousand points so far")
          }
          return true
        })
      program = sweep.programOverride
      bundle = packed.bundle(sweep.program?.bundle)
      for warning in sweep.warnings { Output.note("warning: \(warning)") }
      return sweep
    } catch {
      let advice = ForeignSpec.of(bytes).map { "\n" + $0.advice(file: path) } ?? ""
      throw Problem(ExitStatus.usage, "\(error)\(advice)")
    }
  }

  /// The options of a command line that mean this variant.
  var options: [String] {
    (profile.map { ["--profile", $0] } ?? []) + overrides.flatMap { ["--set", $0] }
  }

  /// The request that submits it.
  var submission: WireSubmit {
    var submit = WireSubmit()
    submit.source = Data(bytes)
    submit.file = path
    submit.profile = profile ?? ""
    submit.overrides = overrides + (program.map { [$0] } ?? [])
    submit.commit = SpecRepository.commit(near: path)?.description ?? ""
    return submit
  }
}
