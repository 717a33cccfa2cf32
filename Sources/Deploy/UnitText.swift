/// Values for unit files of systemd.
enum UnitText {
  /// One word of a command line or of a list of paths, without specifiers and variables.
  static func quoted(_ text: String, inCommand: Bool) -> String {
    var escaped = text.replacing("%", with: "%%")
    if inCommand { escaped = escaped.replacing("$", with: "$$") }
    guard ShellText.quoted(text) != text else { return escaped }
    return "\"" + escaped.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
