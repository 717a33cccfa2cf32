internal import SweepModel

/// What one word of a command names.
enum CommandTarget: Hashable, Sendable {
  case sweep(SweepNumber)
  case task(TaskNumber)
}
