extension Checkpoint {
  /// Headers above this are refused before anything is read, as other readers of the layout do.
  private static let longestHeader: UInt64 = 100_000_000

  /// Reads a file's bytes, trusting none of them.
  ///
  /// - Throws: ``CheckpointError`` for any file that this program did not write as it is.
  package init(decoding bytes: [UInt8]) throws(CheckpointError) {
    guard bytes.count >= 8 else {
      throw .truncated(what: "the header's length", needed: 8, found: bytes.count)
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard (2...Checkpoint.longestHeader).contains(length) else { throw .headerLength(length) }
    guard length <= UInt64(bytes.count - 8) else {
      throw .truncated(what: "the header", needed: 8 + length, found: bytes.count)
    }
    let header = Array(bytes[8..<8 + Int(length)])
    let data = bytes[(8 + Int(length))...]
    var reader = CheckpointHeaderReader(header)
    let (metadata, entries) = try reader.read()
    guard let version = metadata["format-version"] else {
      throw .metadata(name: "format-version", problem: "is missing")
    }
    guard version == Checkpoint.version else { throw .version(version) }
    let tensors = try Checkpoint.tensors(entries, in: data)
    guard CheckpointDigest.isRight(header: header, data: data) else { throw .damaged }
    guard let network = metadata["network"] else {
      throw .metadata(name: "network", problem: "is missing")
    }
    guard let step = metadata["step"].flatMap({ Int($0) }), step >= 0 else {
      throw .metadata(name: "step", problem: "is not a count of steps")
    }
    self.init(network: network, step: step, tensors: tensors)
    for (key, text) in metadata {
      if key.hasPrefix("stream.") {
        guard let position = UInt64(text) else {
          throw .metadata(name: key, problem: "is not a stream's position")
        }
        streams[String(key.dropFirst("stream.".count))] = position
      } else if key.hasPrefix("note.") {
        notes[String(key.dropFirst("note.".count))] = text
      }
    }
  }

  /// Cuts the data, which the tensors must cover once and without a gap.
  private static func tensors(
    _ entries: [String: CheckpointHeaderReader.Entry], in data: ArraySlice<UInt8>
  ) throws(CheckpointError) -> [String: CheckpointTensor] {
    var result: [String: CheckpointTensor] = [:]
    var covered = 0
    let order = entries.sorted {
      ($0.value.offsets.lowerBound, $0.value.offsets.upperBound, $0.key)
        < ($1.value.offsets.lowerBound, $1.value.offsets.upperBound, $1.key)
    }
    for (name, entry) in order {
      guard let kind = CheckpointTensor.Kind(rawValue: entry.kind) else {
        throw .tensor(name: name, problem: "unknown type \"\(entry.kind)\"")
      }
      guard let size = CheckpointTensor.byteCount(kind, entry.shape), size == entry.offsets.count else {
        throw .tensor(
          name: name, problem: "\(entry.kind) \(entry.shape) does not fill \(entry.offsets.count) bytes")
      }
      guard entry.offsets.lowerBound == covered else {
        let problem = entry.offsets.lowerBound < covered ? "two tensors overlap" : "bytes of no tensor"
        throw .layout(offset: min(covered, entry.offsets.lowerBound), problem: problem)
      }
      guard entry.offsets.upperBound <= data.count else {
        throw .truncated(
          what: "tensor \"\(name)\"", needed: UInt64(entry.offsets.upperBound), found: data.count)
      }
      covered = entry.offsets.upperBound
      let start = data.startIndex + entry.offsets.lowerBound
      result[name] = CheckpointTensor(
        kind: kind, shape: entry.shape, bytes: Array(data[start..<start + size]))
    }
    guard covered == data.count else { throw .layout(offset: covered, problem: "bytes of no tensor") }
    return result
  }
}
