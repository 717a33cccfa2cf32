/// Byte sizes as people write them: `2GiB`, `512MiB`, `1.5GB`, plain integers.
public enum ByteCount {
  /// What a message says was expected.
  public static let expectation = "a size such as 2GiB, 512MiB or 1.5GB"

  private static let units: [(name: String, bytes: Int)] = [
    ("B", 1), ("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
  ]

  /// Bytes, rounded down; nil for anything that is no size or is beyond 2^60.
  public static func parseBytes(_ text: String) -> Int? {
    let text = text.trimmed
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = DecimalNumber(String(digits)) else { return nil }
    if unit.isEmpty { return number.integer.flatMap { $0 <= 1 << 60 ? $0 : nil } }
    guard let factor = units.first(where: { $0.name == unit })?.bytes else { return nil }
    let bytes = number.double * Double(factor)
    guard bytes <= Double(1 << 60) else { return nil }
    return Int(bytes)
  }

  /// Three significant digits in binary units: `2 GiB`, `1.5 MiB`, `512 B`.
  public static func format(_ bytes: Int) -> String {
    let magnitude = Double(bytes.magnitude)
    let sign = bytes < 0 ? "-" : ""
    for (name, size) in units.suffix(4).reversed() where magnitude >= Double(size) {
      let tenths = Int((magnitude / Double(size) * 10).rounded())
      let isWhole = tenths % 10 == 0 || tenths >= 1000
      return sign + (isWhole ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)") + " " + name
    }
    return "\(bytes) B"
  }
}
