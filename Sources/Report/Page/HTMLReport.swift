/// Renders a report as one HTML file that needs nothing else: no script, no network, no other file.
package enum HTMLReport {
  /// - Returns: the page, the same text for the same input.
  package static func render(_ input: ReportInput) -> String {
    var html = HeaderSection.html(input)
    html += RefinementSection.html(input)
    html += ComparisonSection.html(input)
    html += StopSection.html(input)
    for (index, curve) in input.curves.enumerated() { html += CurveSection.html(curve, number: index + 1) }
    for (index, figure) in input.pictures.enumerated() {
      html += PictureSection.html(figure, number: input.curves.count + index + 1)
    }
    html += NamesSection.html(input)
    html += FailureSection.html(input)
    html += TaskSection.html(input)
    html += ProvenanceSection.html(input)
    html += SpecSection.html(input)
    return PageFrame.html(title: input.sweepName, body: html)
  }
}
