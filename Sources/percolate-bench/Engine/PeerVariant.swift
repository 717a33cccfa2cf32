/// A way to run the peer's network. Those of each precision are tried once, and the fastest one is the peer.
struct PeerVariant: Hashable {
  /// The words that the peer's script understands, joined by commas.
  let words: String

  /// How people call it, as "bfloat16, channels last".
  var name: String { words.replacing(",", with: ", ").replacing("-", with: " ") }

  /// The network as the paper's code is written: float32, and attention that returns its weights.
  static let asWritten = PeerVariant(words: "as-written")
  /// What a float32 figure of ours is compared with.
  static let float32 = [
    "float32,channels-last", "float32,slices-of-16", "float32,channels-last,slices-of-16",
  ]
  .map(PeerVariant.init)
  /// What a bfloat16 figure of ours is compared with, besides all of ``float32``.
  static let bfloat16 = [
    "bfloat16", "bfloat16,channels-last", "bfloat16,channels-last,slices-of-16",
    "bfloat16-with-float32-attention,channels-last,slices-of-16",
  ].map(PeerVariant.init)

  /// The variant of the highest rate; the first of equals.
  static func best(_ rates: [(variant: PeerVariant, rate: Double)]) -> PeerVariant? {
    var best: (variant: PeerVariant, rate: Double)?
    for one in rates where one.rate > best?.rate ?? 0 { best = one }
    return best?.variant
  }
}
