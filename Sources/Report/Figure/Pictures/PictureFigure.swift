package import Analysis
package import Spec
package import SweepModel

/// Pictures of a sweep's points side by side: which task each place shows, and what became of it.
package struct PictureFigure: Sendable {
  /// What a place shows.
  package enum Cell: Sendable, Equatable {
    /// No task of the sweep belongs here.
    case absent
    /// A task of the sweep that has no result yet.
    case notYet
    case failed
    case cancelled
    case excluded
    /// A result without the artifact, or with one that is not what its media type says.
    case noPicture
    /// An artifact that is recorded and could not be read.
    case unreadable
    /// An artifact beyond what a page can hold, bytes.
    case tooLarge(Int)
    case picture(Picture)
  }

  /// Bytes from a worker: only ever embedded as data, never as markup.
  package struct Picture: Sendable, Equatable {
    package var mediaType: String
    package var bytes: [UInt8]

    package init(mediaType: String, bytes: [UInt8]) {
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  /// A panel with its rows of cells.
  package struct Panel: Sendable {
    package var key: ParameterValue?
    /// The task of each place, row by row; nil where the sweep has none.
    package var tasks: [[TaskRecord?]]
    package var cells: [[Cell]]
  }

  package let definition: CurveDefinition
  package let pictures: Pictures
  /// What people read for parameters.
  package let labels: Labels
  /// What the colours of the pictures mean, for the legend; empty for none.
  package let colours: [ExperimentSchema.Artifact.Colour]
  /// Values of the columns; a single nil where there is no parameter for them.
  package let columns: [ParameterValue?]
  package let rows: [ParameterValue?]
  package var panels: [Panel]
  /// Parameters of which the figure shows the first value of several, each with that value.
  package let narrowed: [String]
  /// Places beyond ``cellLimit``, left out.
  package let leftOut: Int

  /// More places than anybody looks at.
  package static let cellLimit = 400
  /// Places for which a matrix is analysed, each of which takes seconds.
  package static let drawingLimit = 24
  /// Bytes of one picture.
  package static let pictureLimit = 1 << 20
  /// Bytes of all pictures of a figure.
  package static let totalLimit = 12 << 20

  /// How many places the figure has at most.
  var limit: Int { Self.limit(pictures) }

  private static func limit(_ pictures: Pictures) -> Int {
    pictures.drawing == nil ? cellLimit : drawingLimit
  }

  /// Places the tasks; pictures come with ``fill(_:)``.
  ///
  /// - Parameters:
  ///   - tasks: in the order of the sweep: of several at one place the first is shown.
  ///   - labels: what people read for parameters.
  ///   - order: of columns, rows and panels.
  ///   - colours: what the colours of the pictures mean.
  package init(
    _ definition: CurveDefinition, _ pictures: Pictures, tasks: [TaskRecord], labels: Labels = Labels(),
    order: KeyOrder = KeyOrder(), colours: [ExperimentSchema.Artifact.Colour] = []
  ) {
    self.definition = definition
    self.pictures = pictures
    self.labels = labels
    self.colours = colours
    let limit = Self.limit(pictures)
    let members = tasks.filter {
      $0.replicate == pictures.replicate ?? 0 && definition.selects($0.point)
    }
    func values(_ parameter: String?) -> [ParameterValue?] {
      guard let parameter else { return [nil] }
      let values = Set(members.compactMap { $0.point[parameter] }).sorted {
        order.precedes($0, $1, of: parameter)
      }
      return values.isEmpty ? [nil] : values
    }
    let allColumns = values(pictures.columns)
    columns = Array(allColumns.prefix(limit))
    let keys = values(definition.panel)
    let allRows = values(pictures.rows)
    let kept = max(limit / (columns.count * keys.count), 1)
    rows = Array(allRows.prefix(kept))
    var shown = keys
    if columns.count * rows.count * keys.count > limit {
      shown = Array(keys.prefix(max(limit / (columns.count * rows.count), 1)))
    }
    leftOut =
      allColumns.count * allRows.count * keys.count - columns.count * rows.count * shown.count
    var first: [Place: TaskRecord] = [:]
    for task in members {
      let place = Place(task, definition.panel, pictures)
      if first[place] == nil { first[place] = task }
    }
    let (columns, rows) = (columns, rows)
    panels = shown.map { key in
      let places = rows.map { row in columns.map { first[Place(panel: key, x: $0, y: row)] } }
      return Panel(key: key, tasks: places, cells: places.map { $0.map(Self.cell) })
    }
    narrowed = Self.narrowed(members, first) { Place($0, definition.panel, pictures) }
  }

  /// Puts pictures in.
  ///
  /// - Parameter picture: the artifact of a task that is done; nil where it has none. It is not asked again
  ///   once a picture went over ``totalLimit``.
  package mutating func fill(_ picture: (TaskRecord) throws -> Cell) rethrows {
    var total = 0
    var isFull = false
    for panel in panels.indices {
      for row in panels[panel].tasks.indices {
        for (column, task) in panels[panel].tasks[row].enumerated() {
          guard let task, task.status == .done else { continue }
          var cell = isFull ? .tooLarge(0) : try picture(task)
          if case .picture(let content) = cell {
            if content.bytes.count > Self.pictureLimit {
              cell = .tooLarge(content.bytes.count)
            } else if total + content.bytes.count > Self.totalLimit {
              isFull = true
              cell = .tooLarge(content.bytes.count)
            } else if content.isPlausible {
              total += content.bytes.count
            } else {
              cell = .noPicture
            }
          }
          panels[panel].cells[row][column] = cell
        }
      }
    }
  }

  private static func cell(_ task: TaskRecord?) -> Cell {
    switch task?.status {
    case nil: .absent
    case .pending, .running: .notYet
    case .failed: .failed
    case .cancelled: .cancelled
    case .excluded: .excluded
    case .done: .noPicture
    }
  }

  private static func narrowed(
    _ members: [TaskRecord], _ first: [Place: TaskRecord], _ place: (TaskRecord) -> Place
  ) -> [String] {
    // What varies among the tasks of one place was decided by their order.
    var names: Set<String> = []
    for task in members {
      guard let chosen = first[place(task)], chosen.id != task.id else { continue }
      names.formUnion(task.point.differences(from: chosen.point))
    }
    return names.sorted()
  }
}

extension PictureFigure {
  private struct Place: Hashable {
    var panel: ParameterValue?
    var x: ParameterValue?
    var y: ParameterValue?

    init(panel: ParameterValue?, x: ParameterValue?, y: ParameterValue?) {
      self.panel = panel
      self.x = x
      self.y = y
    }

    init(_ task: TaskRecord, _ panel: String?, _ pictures: Pictures) {
      self.panel = panel.flatMap { task.point[$0] }
      x = pictures.columns.flatMap { task.point[$0] }
      y = pictures.rows.flatMap { task.point[$0] }
    }
  }
}

extension PictureFigure.Picture {
  var isPNG: Bool { mediaType == "image/png" }

  /// Whether the bytes begin as their media type does: anything else would be a broken image.
  var isPlausible: Bool {
    if isPNG { return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) && size != nil }
    return mediaType == "image/svg+xml" && bytes.first == UInt8(ascii: "<")
  }

  /// Natural size in pixels, as far as it can be told.
  var size: (width: Double, height: Double)? {
    if isPNG {
      guard bytes.count >= 24 else { return nil }
      func number(_ place: Int) -> Double { bytes[place..<place + 4].reduce(0) { $0 * 256 + Double($1) } }
      let (width, height) = (number(16), number(20))
      return width > 0 && height > 0 ? (width, height) : nil
    }
    let text = String(decoding: bytes.prefix(1000), as: UTF8.self)
    guard let root = text.firstRange(of: "<svg") else { return nil }
    func number(_ key: String) -> Double? {
      guard let found = text[root.upperBound...].firstRange(of: " \(key)=\"") else { return nil }
      let digits = text[found.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      return Double(digits).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
    guard let width = number("width"), let height = number("height") else { return nil }
    return (width, height)
  }
}
