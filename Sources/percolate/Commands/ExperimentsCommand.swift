internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Programs
internal import SweepModel

struct ExperimentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiments", abstract: "List what can be swept: parameters, metrics and artifacts.")

  @Argument(
    help: ArgumentHelp(
      "Show one experiment in full: by its name, or a YAML file that declares a program. Default: list them all.",
      valueName: "name|file"))
  var name: String?
  @OptionGroup var output: OutputOptions

  /// What figures print, where that is not the name.
  private func printed(_ label: Label) -> String { label.text == label.name ? "" : label.text }

  /// The default, or what a parameter without one is for.
  private func standard(_ parameter: ParameterDefinition) -> String {
    if let value = parameter.defaultValue { return value.description }
    if let replaced = parameter.replaces { return "instead of \(replaced)" }
    return "optional; without it: \(parameter.absence ?? "nothing")"
  }

  func run() throws {
    var catalog = ExperimentCatalog.builtIn
    var name = name
    var files: PackedBundles.Bundle?
    if let file = name, catalog[file] == nil, ProgramFile.isPath(file) {
      let packed = PackedBundles()
      let declaration = try ProgramFile.declaration(file, packed)
      files = packed.bundle(declaration.bundle)
      catalog = catalog.including(declaration)
      name = declaration.schema.name
    }
    if let name, catalog[name] == nil {
      let near = NearestName.of(name, among: catalog.names).map { "; did you mean `\($0)`?" } ?? ""
      throw Problem(
        ExitStatus.usage,
        "there is no experiment `\(name)`; there are \(catalog.names.joined(separator: ", "))\(near)")
    }
    let schemas = (name.map { [$0] } ?? catalog.names).compactMap { catalog[$0]?.schema }
    if output.json { return try Output.json(ExperimentsDocument(schemas)) }
    for (index, schema) in schemas.enumerated() {
      if index > 0 { Output.line() }
      Output.line("\(schema.name) (version \(schema.version))  \(schema.summary)")
      if name == nil { continue }
      Output.line("\nParameters")
      Output.line(
        Output.table(
          ["name", "printed", "takes", "unit", "default", "meaning"],
          schema.parameters.map {
            [
              $0.name, printed($0.label), $0.kind.expectation, $0.unit,
              standard($0), $0.summary,
            ]
          }))
      Output.line("\nMetrics")
      Output.line(
        Output.table(
          ["name", "printed", "unit", "streamed", "meaning"],
          schema.metrics.map {
            [$0.name, printed($0.label), $0.unit, $0.isStreamed ? "yes" : "no", $0.summary]
          }))
      if !schema.artifacts.isEmpty {
        Output.line("\nArtifacts")
        Output.line(
          Output.table(
            ["name", "type", "meaning"], schema.artifacts.map { [$0.name, $0.mediaType, $0.summary] }))
      }
    }
    if let files, let paths = try? FileBundle.paths(in: files.bytes) {
      Output.line(
        "\nFiles\n\(Plural.of(paths.count, "file")), \(ByteCount.format(files.name.size)), SHA-256 "
          + "\(files.name.digest.hex.prefix(12))")
    }
    if name == nil {
      Output.line(
        "\n`percolate experiments NAME` lists one's parameters and metrics; so does FILE for a program that a file declares."
      )
    }
  }
}
