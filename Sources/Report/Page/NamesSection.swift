internal import Analysis
internal import Spec
internal import SweepModel

/// What symbols and words of the page are called in specs and exported tables.
enum NamesSection {
  static func html(_ input: ReportInput) -> String {
    let labels = input.labels
    let parameters = Set(input.tasks.first.map { Array($0.point.names) } ?? []).sorted()
    let shown = input.curves.flatMap { $0.definition.metrics + $0.definition.theory }
    let metrics = Set(shown + input.tasks.prefix(TaskSection.limit).flatMap(\.finals.names)).sorted()
    let rows = (parameters.map(labels.parameter) + metrics.map(labels.metric))
      .filter { $0.text != $0.name }
      .map { [$0.text, $0.name, $0.unit] }
    guard !rows.isEmpty else { return "" }
    return "<section>\n<details><summary>What these symbols and words are called in files</summary>\n"
      + Markup.table(head: ["here", "in specs and exported tables", "unit"], rows: rows)
      + "</details>\n</section>\n"
  }
}
