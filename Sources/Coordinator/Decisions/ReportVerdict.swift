/// What a worker hears of a report.
enum ReportVerdict: Equatable {
  /// Nothing: pieces of files are sent again with their result.
  case pieces
  /// Everything in it is decided; to be acknowledged once it is on disk.
  case decided
  /// Something in it cannot be told yet: its worker keeps the report, and is asked again.
  case postponed
}
