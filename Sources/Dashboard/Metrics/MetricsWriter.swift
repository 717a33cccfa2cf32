internal import Messages

/// Writes families of samples in the text format of Prometheus.
struct MetricsWriter {
  /// One number of a family, told from the others by its labels.
  struct Sample {
    var value: Double
    var labels: KeyValuePairs<String, String>

    init(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
      self.value = value
      self.labels = labels
    }
  }

  private(set) var text = ""

  mutating func gauge(_ name: String, _ help: String, _ value: Double) { gauge(name, help, [Sample(value)]) }

  mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
    family(name, help, "gauge", samples)
  }

  mutating func counter(_ name: String, _ help: String, _ samples: [Sample]) {
    family(name, help, "counter", samples)
  }

  mutating func histogram(_ name: String, _ help: String, _ durations: OperationDocument.Durations) {
    head(name, help, "histogram")
    for bucket in durations.buckets {
      sample(name + "_bucket", ["le": "\(bucket.seconds)"], Double(bucket.count))
    }
    sample(name + "_bucket", ["le": "+Inf"], Double(durations.count))
    sample(name + "_sum", [:], durations.seconds)
    sample(name + "_count", [:], Double(durations.count))
  }

  private mutating func family(_ name: String, _ help: String, _ type: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    head(name, help, type)
    for each in samples { sample(name, each.labels, each.value) }
  }

  private mutating func head(_ name: String, _ help: String, _ type: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  private mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
    let list = labels.map { "\($0.key)=\"\(MetricsWriter.escaped($0.value))\"" }.joined(separator: ",")
    text += name + (list.isEmpty ? "" : "{\(list)}") + " \(MetricsWriter.number(value))\n"
  }

  /// Names of sweeps are their users' own.
  private static func escaped(_ label: String) -> String {
    var result = ""
    for scalar in label.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
