internal import SweepModel

/// Everything that a training needs to go on with the same bits: tensors (weights, optimiser state), the
/// step, and where its random streams stand.
///
/// The file has the safetensors layout (8 bytes of header length, a JSON header, data), so Python's
/// `safetensors` reads it; its metadata says version, network, step, streams and a SHA-256 of it all.
package struct Checkpoint: Hashable, Sendable {
  /// The version of the metadata that this program writes and reads.
  package static let version = "1"

  /// What the network is: two networks with the same tensors and another meaning differ in this text.
  package var network: String
  /// Steps completed.
  package var step: Int
  /// Positions of the random streams by name.
  package var streams: [String: UInt64]
  /// What else the training wants to remember.
  package var notes: [String: String]
  package var tensors: [String: CheckpointTensor]

  package init(
    network: String, step: Int, streams: [String: UInt64] = [:], notes: [String: String] = [:],
    tensors: [String: CheckpointTensor] = [:]
  ) {
    self.network = network
    self.step = step
    self.streams = streams
    self.notes = notes
    self.tensors = tensors
  }

  /// Refuses the checkpoint of another network.
  package func require(network expected: String) throws(CheckpointError) {
    guard network == expected else { throw .otherNetwork(found: network, expected: expected) }
  }

  /// The float32 numbers of a tensor that must be there in this shape.
  package func floats(_ name: String, shape: [Int]) throws(CheckpointError) -> [Float] {
    let tensor = tensors[name]
    guard let tensor, tensor.shape == shape, let floats = tensor.floats else {
      throw .missing(
        name: name, expected: "F32 \(shape)", found: tensor.map { "\($0.kind.rawValue) \($0.shape)" })
    }
    return floats
  }

  /// The file. Equal checkpoints give equal bytes.
  ///
  /// A wide network's is hundreds of megabytes: its tensors are let go one by one as they are written.
  package consuming func encoded() -> [UInt8] {
    var metadata = ["format-version": Checkpoint.version, "network": network, "step": "\(step)"]
    for (name, position) in streams { metadata["stream." + name] = "\(position)" }
    for (name, text) in notes { metadata["note." + name] = text }
    metadata[CheckpointDigest.key] = CheckpointDigest.blank
    var (entries, size): ([String], Int) = ([], 0)
    // Wider types first keeps every tensor aligned to its own size.
    let order = tensors.sorted { ($1.value.kind.size, $0.key) < ($0.value.kind.size, $1.key) }.map(\.key)
    for name in order {
      guard let tensor = tensors[name] else { continue }
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      let end = size + tensor.bytes.count
      entries.append(
        "\(quoted(name)):{\"dtype\":\"\(tensor.kind.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(size),\(end)]}")
      size = end
    }
    let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
    entries.insert("\"__metadata__\":{\(texts.joined(separator: ","))}", at: 0)
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
    CheckpointDigest.write(into: &header, data: order.compactMap { tensors[$0]?.bytes })
    var file: [UInt8] = []
    file.reserveCapacity(8 + header.count + size)
    file += (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    file += header
    for name in order { file += tensors.removeValue(forKey: name)?.bytes ?? [] }
    return file
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        result += "\\u" + Hexadecimal.text(UInt16(truncatingIfNeeded: scalar.value))
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
