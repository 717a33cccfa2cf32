/// What this program calls itself in logs, reports and the wire protocol's hello.
enum Version {
  static let text = "0.1.0"
}
