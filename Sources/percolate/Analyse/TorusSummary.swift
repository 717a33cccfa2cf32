internal import Report
internal import Representation

/// What `analyse torus` prints for people.
enum TorusSummary {
  static func lines(_ analysis: TorusAnalysis, file: String) -> [String] {
    let components = analysis.components
    var lines = [
      "\(file): \(analysis.grid.rows) rows of \(analysis.columns) columns, labels \(analysis.grid)",
      "participation ratio \(TorusText.number(components.participationRatio)); first four components "
        + TorusText.percent(components.topFour) + " of the variance",
      "spectrum: " + components.ratios.map(TorusText.percent).joined(separator: ", "), "",
    ]
    var rows: [[String]] = []
    for family in RingFamily.allCases {
      for statistic in RingStatistic.allCases {
        guard let found = analysis.rings.summary(family, statistic) else { continue }
        let distances = IdealTorus.allCases.map {
          analysis.distance(to: $0, family, statistic).map(TorusText.number) ?? "-"
        }
        rows.append(
          [family.rawValue, statistic.rawValue] + [found.mean, found.deviation].map(TorusText.number)
            + distances)
      }
    }
    if rows.isEmpty {
      lines.append("no ring tests: the rows of every ring are the same")
    } else {
      lines.append(
        Output.table(["rings", "statistic", "mean", "sd", "W1 to Clifford", "W1 to 3-D"], rows))
    }
    if analysis.rings.pointLikeRings > 0 {
      lines.append("rings whose rows are all the same, left out: \(analysis.rings.pointLikeRings)")
    }
    lines.append("")
    lines += TorusText.planes(analysis)
    lines.append(TorusText.topology(analysis.topology))
    return lines + ["", TorusText.caution]
  }
}
