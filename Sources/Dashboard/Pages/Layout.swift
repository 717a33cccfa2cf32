internal import Analysis
internal import Messages
internal import Platform
internal import SweepModel

/// What all pages have around their content.
enum Layout {
  /// The whole document.
  ///
  /// - Parameter isLive: whether the content changes while it is looked at.
  static func html(_ page: PageContent, isLive: Bool, version: String) -> String {
    var html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    html +=
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>\(page.title.html) · percolate</title>\n"
    html +=
      "<link rel=\"icon\" href=\"/dashboard.svg\">\n<link rel=\"stylesheet\" href=\"/dashboard.css?v=\(Assets.tag)\">\n"
    if isLive {
      html += "<script src=\"/dashboard.js?v=\(Assets.tag)\" defer></script>\n"
    }
    html +=
      "</head>\n<body data-version=\"\(page.tag)\">\n<a class=\"skip\" href=\"#main\">To the content</a>\n"
    html +=
      "<header><nav aria-label=\"percolate\"><a class=\"home\" href=\"/\">percolate</a> <a href=\"/\">Sweeps</a> "
    html += "<a href=\"/workers\">Workers</a></nav>"
    if !page.trail.isEmpty {
      html += "<nav aria-label=\"Where this is\"><ol class=\"trail\"><li><a href=\"/\">Sweeps</a></li>"
      html +=
        page.trail.map { "<li><a href=\"\($0.address)\">\($0.text.html)</a></li>" }.joined() + "</ol></nav>"
    }
    html +=
      "</header>\n<main id=\"main\">\n<div id=\"connection\" role=\"status\" hidden></div>\n<div id=\"content\">"
    html += page.regions.map(\.text).joined()
    if isLive {
      html += "<noscript><p class=\"note\">Without scripts the page stays as it was loaded.</p></noscript>"
    }
    return html + "</div>\n</main>\n<footer>percolate \(version.html)</footer>\n</body>\n</html>\n"
  }

  /// What is wrong with all that the page shows; empty where nothing is.
  static func state(_ reading: StatusFeed.Reading) -> Region {
    var html = ""
    if let failure = reading.failure {
      html += "<p class=\"trouble\">The coordinator does not answer: \(failure.message.html)."
      if reading.status != nil {
        html += " What is shown is of \(WallClock.text(reading.toldAtDate).html)."
      }
      html += " It is asked again and again.</p>"
    }
    if let status = reading.status {
      if let trouble = status.trouble { html += "<p class=\"trouble\">\(trouble.html)</p>" }
      if status.isAtRest == true {
        html += "<p class=\"note\">No coordinator is running here; this is what its journal has.</p>"
      }
      if let unwritten = status.unwritten, unwritten.seconds > 2 {
        html +=
          "<p class=\"note\">\(Plural.of(unwritten.results, "result").html) wait to be written to disk.</p>"
      }
    }
    return Region("state", html: "<div id=\"state\">\(html)</div>\n")
  }
}

extension PageContent {
  /// Differs where what is shown does.
  var tag: String {
    String(Digest(of: Array((title + regions.lazy.map(\.text).joined()).utf8)).hex.prefix(16))
  }
}
