/// Reads the text of /proc/cpuinfo.
enum CPUInformation {
  /// Extensions that change what numeric code may run, and thus its rounding.
  private static let extensions: [(flag: String, name: String)] = [
    ("avx", "AVX"), ("avx2", "AVX2"), ("fma", "FMA"), ("avx512f", "AVX-512"),
    ("avx512_vnni", "AVX-512-VNNI"), ("avx512_bf16", "AVX-512-bf16"), ("avx512_fp16", "AVX-512-fp16"),
    ("amx_bf16", "AMX-bf16"), ("amx_int8", "AMX-int8"), ("asimd", "NEON"), ("bf16", "bf16"), ("sve", "SVE"),
  ]

  /// The first processor's model name.
  static func name(in text: String) -> String? { value(of: "model name", in: text) }

  /// The architecture and the extensions that matter, in a fixed order.
  static func instructionSet(in text: String, architecture: String) -> String {
    let line = value(of: "flags", in: text) ?? value(of: "Features", in: text) ?? ""
    let flags = Set(line.split(separator: " "))
    let names = extensions.filter { flags.contains(Substring($0.flag)) }.map(\.name)
    return ([architecture] + names).joined(separator: " ")
  }

  /// Distinct (package, core) pairs among the allowed processors; nil where the text does not tell.
  static func physicalCores(in text: String, allowed: [Int]) -> Int? {
    var cores: Set<[Int]> = []
    for block in text.split(separator: "\n\n") {
      guard let processor = number("processor", in: block), let core = number("core id", in: block) else {
        continue
      }
      guard allowed.isEmpty || allowed.contains(processor) else { continue }
      cores.insert([number("physical id", in: block) ?? 0, core])
    }
    return cores.isEmpty ? nil : cores.count
  }

  private static func number(_ key: String, in text: some StringProtocol) -> Int? {
    value(of: key, in: text).flatMap { Int($0) }
  }

  private static func value(of key: String, in text: some StringProtocol) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].filter { $0 != "\t" }
      let trimmed = name.last == " " ? String(name.dropLast()) : String(name)
      guard trimmed == key else { continue }
      let value = line[line.index(after: colon)...]
      return String(value.drop { $0 == " " })
    }
    return nil
  }
}
