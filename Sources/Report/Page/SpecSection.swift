/// The spec as submitted and as resolved.
enum SpecSection {
  static func html(_ input: ReportInput) -> String {
    var html = "<section>\n<h2>Spec</h2>\n<details open><summary>As submitted</summary>\n"
    html += "<pre>\(Markup.escape(input.specText))</pre></details>\n"
    if !input.resolvedJSON.isEmpty {
      html += "<details><summary>Resolved: profile, options and defaults applied</summary>\n"
      html += "<pre class=\"wrap\">\(Markup.escape(input.resolvedJSON))</pre></details>\n"
    }
    return html + "</section>\n"
  }
}
