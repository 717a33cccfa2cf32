extension Distribution {
  /// What a line of a histogram has besides its points.
  var members: [(String, JSONText)] {
    [
      ("n", .integer(n)), ("below", .integer(below)), ("above", .integer(above)),
      ("quartiles", .list(quartiles.map { .number($0) })),
    ]
  }
}

extension CurvePoint.Bin {
  var members: [(String, JSONText)] {
    [
      ("bin-lower", .number(lower)), ("bin-upper", .number(upper)), ("count", .integer(count)),
      ("density", .optional(density)),
    ]
  }
}
