import Foundation
import SweepModel
import TestSupport
import Testing
import Training

struct CheckpointTests {
  private static let sample = Checkpoint(
    network: "a \"net\"\\ with\nodd \u{e9}", step: 41, streams: ["order": 7, "noise": .max],
    notes: ["loss": "0.25", "sha256": "\"sha256\":\"no\""],
    tensors: [
      "w": CheckpointTensor(floats: [1, -2.5, .pi, 0, .infinity, -0.0], shape: [2, 3]),
      "empty": CheckpointTensor(floats: [Float](), shape: [0, 4]),
      "scalar": CheckpointTensor(floats: [0.1], shape: []),
      "double": CheckpointTensor(doubles: [Double.pi, -1e300], shape: [2]),
      "half": CheckpointTensor(kind: .bfloat16, shape: [3], bytes: [1, 2, 3, 4, 5, 6]),
      "big": CheckpointTensor(kind: .uint8, shape: [1], bytes: [255]),
    ])

  /// A file with this header and data, and the right length in front.
  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array(header.utf8) + data
  }

  private func error(_ bytes: [UInt8]) -> CheckpointError? {
    do throws(CheckpointError) {
      _ = try Checkpoint(decoding: bytes)
      return nil
    } catch { return error }
  }

  @Test func `what is written is read back, bit by bit`() throws {
    let bytes = Self.sample.encoded()
    let back = try Checkpoint(decoding: bytes)
    #expect(back == Self.sample)
    #expect(back.encoded() == bytes)
    #expect(back.tensors["double"]?.doubles == [Double.pi, -1e300])
    #expect(try back.floats("w", shape: [2, 3]) == [1, -2.5, .pi, 0, .infinity, -0.0])
    #expect(try Checkpoint(decoding: Checkpoint(network: "", step: 0).encoded()).tensors.isEmpty)
  }

  @Test func `the layout is that of safetensors`() throws {
    let one = Checkpoint(network: "n", step: 1, tensors: ["w": CheckpointTensor(floats: [1, 2], shape: [2])])
    let bytes = one.encoded()
    let length = Int(bytes[0]) | Int(bytes[1]) << 8
    #expect(length % 8 == 0 && bytes.count == 8 + length + 8)
    let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: Any]
    let tensor = try #require(object?["w"] as? [String: Any])
    #expect(tensor["dtype"] as? String == "F32")
    #expect(tensor["shape"] as? [Int] == [2])
    #expect(tensor["data_offsets"] as? [Int] == [0, 8])
    let metadata = try #require(object?["__metadata__"] as? [String: String])
    #expect(metadata["network"] == "n" && metadata["step"] == "1" && metadata["format-version"] == "1")
    #expect(Array(bytes.suffix(8)) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
  }

  @Test func `each kind of damage has its own error`() throws {
    let good = Self.sample.encoded()
    let meta = #""__metadata__":{"format-version":"1"}"#
    func tensor(_ fields: String) -> CheckpointError? {
      error(file("{\(meta),\"w\":{\(fields)}}", data: [0, 0, 0, 0]))
    }
    #expect(error([1, 2, 3]) == .truncated(what: "the header's length", needed: 8, found: 3))
    #expect(error([UInt8](repeating: 255, count: 40)) == .headerLength(.max))
    #expect(error(Array(good[..<20])) != nil)
    #expect(error(Array(good.dropLast())) != nil)
    #expect(error(good + [0]) == .layout(offset: 51, problem: "bytes of no tensor"))
    #expect(error(file("{}")) == .metadata(name: "format-version", problem: "is missing"))
    #expect(error(file(#"{"__metadata__":{"format-version":"2"}}"#)) == .version("2"))
    #expect(error(file("{\(meta)}")) == .damaged)
    #expect(error(file("{\(meta),\(meta)}")) == .duplicate("__metadata__"))
    #expect(error(file("{\(meta)} x")) == .header(offset: 40, expected: "the end"))
    #expect(error(file("[1]")) == .header(offset: 0, expected: "{"))
    #expect(
      tensor(#""dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]"#)
        == .header(offset: 67, expected: "a number below 2^63"))
    #expect(
      tensor(#""dtype":"F99","shape":[1],"data_offsets":[0,4]"#)
        == .tensor(name: "w", problem: "unknown type \"F99\""))
    #expect(
      tensor(#""dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]"#)
        == .tensor(name: "w", problem: "F32 [4611686018427387904, 4] does not fill 4 bytes"))
    #expect(
      tensor(#""dtype":"F32","shape":[1],"data_offsets":[4,0]"#)
        == .tensor(name: "w", problem: "expected dtype, shape and two ascending data_offsets"))
    #expect(
      tensor(#""dtype":"F32","shape":[2],"data_offsets":[0,8]"#)
        == .truncated(what: "tensor \"w\"", needed: 8, found: 4))
    #expect(
      tensor(#""dtype":"U8","shape":[2],"data_offsets":[2,4]"#)
        == .layout(offset: 0, problem: "bytes of no tensor"))
    let two = #""a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
    let overlap = file(
      "{\(meta),\(two)\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}", data: [0, 0, 0, 0])
    #expect(error(overlap) == .layout(offset: 2, problem: "two tensors overlap"))
    #expect(error(file(String(repeating: "{\"a\":", count: 100_000))) != nil)
  }

  @Test func `another network, a missing tensor and another shape are refused by name`() throws {
    #expect(throws: CheckpointError.otherNetwork(found: Self.sample.network, expected: "unet")) {
      try Self.sample.require(network: "unet")
    }
    let shape = #expect(throws: CheckpointError.self) { try Self.sample.floats("w", shape: [3, 2]) }
    #expect(
      shape?.description
        == "the network needs a tensor \"w\" of F32 [3, 2], the checkpoint has F32 [2, 3]")
    #expect(throws: CheckpointError.self) { try Self.sample.floats("v", shape: [1]) }
    #expect(throws: CheckpointError.self) { try Self.sample.floats("double", shape: [2]) }
  }

  @Test(arguments: 0..<8) func `no changed file is accepted, and none stops the program`(_ seed: Int) throws {
    let good = Self.sample.encoded()
    var random = RandomStream(seed: seed, replicate: 0, name: "damage", task: nil)
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }
    for _ in 0..<400 {
      var bytes = good
      for _ in 0...pick(4) {
        switch pick(6) {
        case 0: bytes[pick(bytes.count)] ^= 1 << UInt8(pick(8))
        case 1: bytes[pick(bytes.count)] = UInt8(pick(256))
        case 2: bytes.removeSubrange(pick(bytes.count)...)
        case 3: bytes.insert(UInt8(pick(256)), at: pick(bytes.count))
        case 4: bytes.remove(at: pick(bytes.count))
        default:
          let start = pick(bytes.count)
          bytes.insert(contentsOf: bytes[start..<min(start + 9, bytes.count)], at: pick(bytes.count))
        }
        if bytes.isEmpty { break }
      }
      if bytes != good { #expect(error(bytes) != nil, "seed \(seed)") }
      if error(bytes)?.description.isEmpty == true { Issue.record("an error says what is wrong") }
    }
  }

  @Test func `a small net goes on from its file with the bits of an uninterrupted run`() throws {
    let net = try SmallNetArchitecture(kind: .relu, depth: 3, dimension: 3, hidden: 10, bias: true)
    var options = SmallNetOptions()
    options.momentum = 0.9
    options.batches = .mini(size: 6, shuffled: true)
    options.learningRate = .oneCycle(peak: 0.05, steps: 40)
    func trainer() throws -> SmallNetTrainer {
      var stream = RandomStream(seed: 1, replicate: 0, name: "start", task: nil)
      let data = try SmallNetSamples(dimension: 3, inputs: (0..<60).map { _ in Float(stream.uniform()) })
      let start = (0..<2).map { _ in SmallNetParameters(net, .torchDefault, from: &stream) }
      let orders = (0..<2).map { RandomStream(seed: 1, replicate: $0, name: "order", task: nil) }
      return try SmallNetTrainer(
        net, data: [.samples(data)], options: options, parameters: start, orders: orders)
    }
    let whole = try trainer()
    try whole.advance(by: 40)
    let first = try trainer()
    try first.advance(by: 17)
    let place = try TemporaryDirectory()
    let path = place.path("checkpoint.safetensors")
    try first.checkpoint().write(to: path)
    let second = try trainer()
    try second.restore(Checkpoint(contentsOf: path))
    #expect(second.step == 17)
    try second.advance(by: 23)
    for replicate in 0..<2 { #expect(second.parameters(replicate) == whole.parameters(replicate)) }
    #expect(second.checkpoint().encoded() == whole.checkpoint().encoded())
    var other = first.checkpoint()
    other.network = "unet"
    #expect(throws: CheckpointError.self) { try second.restore(other) }
    #expect(throws: CheckpointError.self) { try Checkpoint(contentsOf: path + ".none") }
  }

  private static let python = ProcessInfo.processInfo.environment["PERCOLATE_SAFETENSORS_PYTHON"]

  @Test(.enabled(if: python != nil, "PERCOLATE_SAFETENSORS_PYTHON names no Python with safetensors"))
  func `Python's safetensors reads the file`() throws {
    let place = try TemporaryDirectory()
    let path = place.path("checkpoint.safetensors")
    var sample = Self.sample
    sample.tensors["half"] = nil  // NumPy has no bfloat16
    try sample.write(to: path)
    let script = """
      import sys
      from safetensors import safe_open
      with safe_open(sys.argv[1], "np") as f:
          print(sorted(f.keys()), f.metadata()["step"], f.get_tensor("w").tolist(), f.get_tensor("double")[0])
      """
    let answer = try RunningProcess.run(try #require(Self.python), ["-c", script, path])
    #expect(
      answer.output == "['big', 'double', 'empty', 'scalar', 'w'] 41 "
        + "[[1.0, -2.5, 3.141592502593994], [0.0, inf, -0.0]] 3.141592653589793\n")
  }
}
