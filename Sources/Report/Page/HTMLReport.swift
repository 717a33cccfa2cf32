/// Renders a report as one HTML file that needs nothing else: no script, no network, no other file.
package enum HTMLReport {
  /// - Returns: the page, the same text for the same input.
  package static func render(_ input: ReportInput) -> String {
    var html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    html += "<meta name=\"color-scheme\" content=\"light\">\n"
    // Nothing may be loaded or run, whatever a log line holds.
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    html += "style-src 'unsafe-inline'; img-src data:\">\n"
    html += "<title>\(Markup.escape(input.sweepName)) · percolate</title>\n"
    html += "<style>\n\(StyleSheet.text)</style>\n</head>\n<body>\n<main>\n"
    html += HeaderSection.html(input)
    html += RefinementSection.html(input)
    for (index, curve) in input.curves.enumerated() { html += CurveSection.html(curve, number: index + 1) }
    for (index, figure) in input.pictures.enumerated() {
      html += PictureSection.html(figure, number: input.curves.count + index + 1)
    }
    html += NamesSection.html(input)
    html += FailureSection.html(input)
    html += TaskSection.html(input)
    html += ProvenanceSection.html(input)
    html += SpecSection.html(input)
    return html + "</main>\n</body>\n</html>\n"
  }
}
