internal import ArgumentParser
internal import Foundation
internal import Training

/// What `engine` and `small-nets` have in common on the command line.
enum EngineOptions {
  static let parts = ["train", "sample", "residual", "memory", "two-tasks"]

  static func clock(_ word: String) throws -> EngineClock {
    guard let clock = EngineClock(rawValue: word) else {
      throw ValidationError("--clock takes processor or wall, found \(word)")
    }
    return clock
  }

  static func widths(_ list: String) throws -> [Int] {
    try list.split(separator: ",").map { word in
      guard let width = Int(word), (4...512).contains(width), width.isMultiple(of: 4) else {
        throw ValidationError("--widths takes multiples of 4 from 4 to 512, comma-separated, found \(word)")
      }
      return width
    }
  }

  static func precision(_ word: String) throws -> ComputePrecision {
    guard let precision = ComputePrecision(rawValue: word) else {
      throw ValidationError("--precision takes float32 or bfloat16, found \(word)")
    }
    return precision
  }

  static func parts(_ list: String?) throws -> Set<String> {
    guard let list else { return Set(parts) }
    let words = list.split(separator: ",").map(String.init)
    if let wrong = words.first(where: { !parts.contains($0) }) {
      throw ValidationError("--only takes \(parts.joined(separator: ", ")), found \(wrong)")
    }
    return Set(words)
  }

  /// Says something on stderr, where it does not disturb a program that reads the results.
  static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
