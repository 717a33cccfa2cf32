internal import Analysis

/// Where the numbers come from and what they cost.
enum ProvenanceSection {
  static func html(_ input: ReportInput) -> String {
    let source = input.provenance
    let times = input.durations
    var facts: [(String, String)] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append((name, value)) }
    }
    add("experiment", "\(input.experiment), version \(input.experimentVersion)")
    add(
      "percolate",
      [source.version, source.commit.isEmpty ? "" : "commit \(source.commit)"].filter { !$0.isEmpty }.joined(
        separator: ", "))
    if !source.specCommit.isEmpty {
      add("spec's repository", "commit \(source.specCommit) as of submit")
    }
    add("coordinator", source.coordinatorHost)
    add("report made", source.generatedAt)
    add("started", times.started)
    add("finished", times.finished)
    add("core time", times.coreSeconds.map { "\(NumberText.short($0 / 3600, digits: 3)) core-hours" })
    add("median task", times.medianTaskSeconds.map { DurationText.of($0) })
    add("longest task", times.longestTaskSeconds.map { DurationText.of($0) })
    var html = "<section>\n<h2>Provenance</h2>\n<dl>\n"
    for (name, value) in facts { html += "<dt>\(name)</dt><dd>\(Markup.escape(value))</dd>\n" }
    html += "</dl>\n"
    if !source.workers.isEmpty {
      let rows = source.workers.map { worker in
        [
          worker.host, worker.cpu, worker.instructionSet, "\(worker.slots)", "\(worker.tasksDone)",
          DurationText.of(worker.coreSeconds),
        ]
      }
      html += Markup.table(
        head: ["worker", "CPU", "instruction set", "slots", "tasks done", "core time of these"], rows: rows,
        numeric: [3, 4, 5], wraps: true)
      if Set(source.workers.map(\.instructionSet)).count > 1 {
        html += "<p class=\"note\">The workers differ in instruction set: the same task need not give the "
        html += "same last bits on each of them.</p>\n"
      }
    }
    return html + "</section>\n"
  }
}
