/// What all pages have around their content.
enum PageFrame {
  /// One HTML file that needs nothing else: no script, no network, no other file.
  ///
  /// - Parameters:
  ///   - title: plain text, what the window and the tab say.
  ///   - body: HTML.
  static func html(title: String, body: String) -> String {
    var html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    html += "<meta name=\"color-scheme\" content=\"light\">\n"
    // Nothing may be loaded or run, whatever a log line or a file's name holds.
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    html += "style-src 'unsafe-inline'; img-src data:\">\n"
    html += "<title>\(Markup.escape(title)) · percolate</title>\n"
    html += "<style>\n\(StyleSheet.text)</style>\n</head>\n<body>\n<main>\n"
    return html + body + "</main>\n</body>\n</html>\n"
  }
}
