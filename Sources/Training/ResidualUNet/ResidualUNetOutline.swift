/// The network, written down once: told to a sink that lists parameters, or to one that makes layers.
struct ResidualUNetOutline<Sink: ResidualUNetSink> {
  let architecture: ResidualUNetArchitecture
  var sink: Sink

  private static var levels: Int { 3 }
  private static var blocksPerLevel: Int { 2 }

  /// - Parameters:
  ///   - time: the encoding of the time.
  ///   - labels: what the image is asked for with.
  /// - Returns: the output, of the image's shape.
  mutating func network(image: Sink.Node, time: Sink.Node, labels: Sink.Node) -> Sink.Node {
    let widths = (0..<Self.levels).map { architecture.baseWidth << $0 }
    let condition = condition(time, labels)
    var x = sink.convolution(
      "conv_in", image, outputs: widths[0], kernel: 3, hasBias: true, start: .usual)
    var skips: [Sink.Node] = []
    for (level, width) in widths.enumerated() {
      for block in 0..<Self.blocksPerLevel { x = residual("down\(level).\(block)", x, width, condition) }
      guard level + 1 < widths.count else { break }
      skips.append(x)
      let folded = sink.fold("down\(level).fold", x, unfolds: false)
      x = sink.convolution(
        "down\(level).conv", folded, outputs: width, kernel: 1, hasBias: true, start: .usual)
    }
    x = residual("mid1", x, widths[Self.levels - 1], condition)
    x = attention("attention", x)
    x = residual("mid2", x, widths[Self.levels - 1], condition)
    for (level, width) in widths.enumerated().reversed() {
      if let skip = level + 1 < widths.count ? skips.popLast() : nil {
        x = sink.concat("up\(level).concat", x, skip)
      }
      for block in 0..<Self.blocksPerLevel { x = residual("up\(level).\(block)", x, width, condition) }
      guard level > 0 else { break }
      let wide = sink.convolution(
        "up\(level).conv", x, outputs: 4 * widths[level - 1], kernel: 1, hasBias: false, start: .usual)
      x = sink.bias("up\(level).conv", sink.fold("up\(level).unfold", wide, unfolds: true))
    }
    let last = sink.norm("norm_out", x, gelu: true)
    return sink.convolution(
      "conv_out", last, outputs: architecture.channels, kernel: 3, hasBias: true, start: .zero)
  }

  /// Two layers for the time and two for the labels, side by side.
  private mutating func condition(_ time: Sink.Node, _ labels: Sink.Node) -> Sink.Node {
    func encode(_ name: String, _ input: Sink.Node, _ width: Int, _ sink: inout Sink) -> Sink.Node {
      var x = input
      for layer in 0..<2 {
        x = sink.convolution(
          "\(name).\(layer)", x, outputs: width, kernel: 1, hasBias: true, start: .usual)
        x = sink.gelu("\(name).\(layer).gelu", x)
      }
      return x
    }
    let times = encode("time", time, 4 * architecture.encodingLength, &sink)
    return sink.concat(
      "condition", times, encode("labels", labels, ResidualUNetArchitecture.labelWidth, &sink))
  }

  /// x + conv(f(conv(f(x)) + condition)), f being normalisation and GELU; a linear layer brings x to other widths.
  private mutating func residual(
    _ name: String, _ x: Sink.Node, _ width: Int, _ condition: Sink.Node
  ) -> Sink.Node {
    var trunk = x
    if sink.channels(of: x) != width {
      trunk = sink.convolution(name + ".skip", x, outputs: width, kernel: 1, hasBias: true, start: .usual)
    }
    let first = sink.norm(name + ".norm1", x, gelu: true)
    let middle = sink.convolution(
      name + ".conv1", first, outputs: width, kernel: 3, hasBias: true, start: .usual)
    let asked = sink.convolution(
      name + ".condition", condition, outputs: width, kernel: 1, hasBias: true, start: .zero)
    let sum = sink.add(name + ".asked", middle, embedding: asked)
    let second = sink.norm(name + ".norm2", sum, gelu: true)
    let branch = sink.convolution(
      name + ".conv2", second, outputs: width, kernel: 3, hasBias: true, start: .zero)
    return sink.add(name, branch: branch, trunk: trunk)
  }

  private mutating func attention(_ name: String, _ x: Sink.Node) -> Sink.Node {
    let channels = sink.channels(of: x)
    let normed = sink.norm(name + ".norm", x, gelu: false)
    let qkv = sink.convolution(
      name + ".qkv", normed, outputs: 3 * channels, kernel: 1, hasBias: true, start: .usual)
    let attended = sink.attention(name + ".heads", qkv)
    let branch = sink.convolution(
      name + ".out", attended, outputs: channels, kernel: 1, hasBias: true, start: .usual)
    return sink.add(name, branch: branch, trunk: x)
  }
}
