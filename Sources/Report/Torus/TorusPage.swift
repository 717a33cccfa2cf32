package import Representation

/// The page of a torus analysis: one HTML file that needs nothing else.
package enum TorusPage {
  /// - Parameter name: what was analysed, as the title says it.
  /// - Returns: the page, the same text for the same analysis.
  package static func render(_ analysis: TorusAnalysis, name: String) -> String {
    var html = "<header>\n<h1>Is it a torus? \(Markup.escape(name))</h1>\n"
    html += "<p class=\"summary\">\(analysis.grid.rows) rows, labels \(analysis.grid) (y runs fastest), "
    html += "\(analysis.columns) columns</p>\n"
    for sentence in answers(analysis) { html += "<p class=\"answer\">\(Markup.escape(sentence))</p>\n" }
    html += "<p class=\"why\">\(Markup.escape(TorusText.caution))</p>\n</header>\n"
    for (index, figure) in TorusFigures.all(analysis).enumerated() {
      html += "<section>\n<h2>\(Markup.escape(figure.title))</h2>\n<figure>\n"
      html +=
        "<div class=\"scroll\"><div style=\"min-width:640px;max-width:900px\">\(figure.svg)</div></div>\n"
      html +=
        "<figcaption><b>Figure \(index + 1).</b> \(Markup.escape(figure.caption))</figcaption>\n</figure>\n"
      if figure.name == "spectrum" { html += spectrum(analysis) }
      if figure.name == "ring-tests" { html += rings(analysis) }
      if figure.name == "persistence" { html += bars(analysis) }
      html += "</section>\n"
    }
    return PageFrame.html(title: name, body: html)
  }

  private static func answers(_ analysis: TorusAnalysis) -> [String] {
    let components = analysis.components
    var sentences = [
      "Participation ratio \(TorusText.number(components.participationRatio)); the first four components have "
        + "\(TorusText.percent(components.topFour)) of the variance."
    ]
    let topology = TorusText.topology(analysis.topology)
    sentences.append(topology.prefix(1).uppercased() + topology.dropFirst() + ".")
    sentences += TorusText.planes(analysis).map { "Label \($0)." }
    return sentences
  }

  private static func spectrum(_ analysis: TorusAnalysis) -> String {
    let components = analysis.components
    let rows = zip(components.eigenvalues, components.ratios).enumerated().map { index, pair in
      ["\(index + 1)", TorusText.number(pair.0), TorusText.percent(pair.1)]
    }
    return "<details><summary>All numbers (\(rows.count) components)</summary>\n"
      + Markup.table(head: ["component", "eigenvalue", "share"], rows: rows, numeric: [0, 1, 2])
      + "</details>\n"
  }

  private static func rings(_ analysis: TorusAnalysis) -> String {
    var rows: [[String]] = []
    for family in RingFamily.allCases {
      for statistic in RingStatistic.allCases {
        guard let found = analysis.rings.summary(family, statistic) else { continue }
        let distances = IdealTorus.allCases.map { torus in
          analysis.distance(to: torus, family, statistic).map(TorusText.number) ?? "–"
        }
        rows.append(
          [family.rawValue, statistic.rawValue, "\(analysis.rings.sample(family, statistic).count)"]
            + [found.mean, found.deviation].map(TorusText.number) + distances)
      }
    }
    let head = ["rings", "statistic", "pairs", "mean", "standard deviation", "W1 to Clifford", "W1 to 3-D"]
    var html = "<details open><summary>All numbers (\(rows.count) statistics)</summary>\n"
    html += Markup.table(head: head, rows: rows, numeric: [2, 3, 4, 5, 6])
    html +=
      "<p class=\"note\">c1 and c2 are the cosines of the principal angles of both planes, msc is the mean of their "
    html += "squares; W1 is the Wasserstein distance to the same statistic of an ideal torus. "
    if let share = analysis.rings.planeShare {
      html += "Rings lie in their own planes with \(TorusText.percent(share)) of their variation. "
    }
    if analysis.rings.pointLikeRings > 0 {
      html += "\(analysis.rings.pointLikeRings) rings whose rows are all the same are left out. "
    }
    return html + "</p></details>\n"
  }

  private static func bars(_ analysis: TorusAnalysis) -> String {
    guard case .found(let persistence) = analysis.topology else { return "" }
    let rows = persistence.bars.indices.flatMap { dimension in
      persistence.longest(dimension).map {
        ["H\(dimension)"] + [$0.birth, $0.death, $0.length].map(TorusText.number)
      }
    }
    return "<details><summary>The longest bars</summary>\n"
      + Markup.table(head: ["dimension", "birth", "death", "length"], rows: rows, numeric: [1, 2, 3])
      + "</details>\n"
  }
}
