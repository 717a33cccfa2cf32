internal import Foundation
internal import Journal
internal import Messages
internal import SweepModel

extension DocumentService {
  /// A page of what a refined sweep planned for which reason.
  func placements(_ query: WirePlacementsQuery) throws -> PlacementsDocument {
    let sweep = try source.stored(query.selector)
    let offset = Int(clamping: query.offset)
    let page = try source.placements(of: sweep.number, from: offset)
    return PlacementsDocument(
      sweep: "\(sweep.header.id)", offset: offset,
      placements: page.items.map(PlacementsDocument.Placement.init), nextOffset: page.next)
  }

  func metrics(_ query: WireMetricsQuery) throws -> MetricsDocument {
    let sweep = try source.stored(query.selector)
    let limit = query.limit == 0 ? JournalSource.metricLimit : Int(min(query.limit, 500_000))
    let page = try source.metrics(
      of: sweep.number, named: query.metric.isEmpty ? nil : query.metric, from: Int(clamping: query.offset),
      limit: limit)
    return MetricsDocument(
      sweep: "\(sweep.header.id)", series: page.items.map(MetricsDocument.Series.init),
      nextOrdinal: page.next)
  }

  /// A page of the files that a sweep's tasks left.
  func artifacts(_ query: WireArtifactsQuery) throws -> ArtifactsDocument {
    let sweep = try source.stored(query.selector)
    let page = try source.artifacts(of: sweep.number, from: Int(clamping: query.offset))
    return ArtifactsDocument(
      sweep: "\(sweep.header.id)", artifacts: page.items.map(ArtifactsDocument.Row.init),
      nextOrdinal: page.next)
  }

  /// A page of failed and cancelled tasks.
  func failures(_ query: WireFailuresQuery) throws -> FailuresDocument {
    let sweep = try source.stored(query.selector)
    let page = try source.failures(
      of: sweep, from: Int(clamping: query.offset),
      limit: query.limit == 0 ? 200 : Int(min(query.limit, 1000)))
    return FailuresDocument(
      sweep: "\(sweep.header.id)", failures: page.items.map(FailuresDocument.Row.init), nextOrdinal: page.next
    )
  }

  func columns(_ selector: String) throws -> ColumnsDocument {
    let sweep = try source.stored(selector)
    let names = try reader.columns(of: sweep.number)
    return ColumnsDocument(sweep: "\(sweep.header.id)", parameters: names.parameters, metrics: names.metrics)
  }

  func artifact(_ query: WireArtifactQuery) throws -> ArtifactDocument {
    guard let digest = Digest(bytes: query.digest) else {
      throw SelectionError(
        "an artifact is named by the 32 bytes of its SHA-256, found \(query.digest.count) bytes")
    }
    let offset = Int(clamping: query.offset)
    let piece = try source.piece(of: digest, from: offset)
    return ArtifactDocument(
      digest: digest.hex, size: piece.size, offset: offset, content: Data(piece.bytes))
  }
}
