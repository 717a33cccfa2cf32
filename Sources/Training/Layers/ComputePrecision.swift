/// What activations and the weights' working copies are kept in. Sums, statistics, losses, master weights and
/// the optimiser are float32 in both.
package enum ComputePrecision: String, Hashable, Sendable, CaseIterable {
  case float32
  case bfloat16
}
