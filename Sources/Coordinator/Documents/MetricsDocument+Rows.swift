internal import Journal
internal import Messages

extension MetricsDocument {
  mutating func append(ordinal: Int, _ row: MetricRow) {
    if let last = series.last, last.ordinal == ordinal, last.name == row.name {
      series[series.count - 1].steps.append(row.step)
      series[series.count - 1].values.append(row.value)
    } else {
      series.append(Series(ordinal: ordinal, name: row.name, steps: [row.step], values: [row.value]))
    }
  }
}
