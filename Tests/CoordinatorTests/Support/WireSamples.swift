import Foundation
import Messages
import SwiftProtobuf

@testable import Transport

extension WireAssignment {
  /// The result of this attempt, with the probe's own metrics.
  func finished(value: Double = 0.5, extra: [String: Double] = [:]) -> WireFinished {
    .with { finished in
      finished.task = task
      finished.attempt = attempt
      finished.seconds = 0.01
      for (name, number) in ["value": value, "steps": 0].merging(extra, uniquingKeysWith: { $1 }) {
        finished.metrics.append(
          .with {
            $0.name = name
            $0.value = number
          })
      }
    }
  }

  /// Values of the probe's streamed metric.
  func streamed(steps: [Int64], values: [Double]) -> WireMetricRows {
    .with {
      $0.task = task
      $0.attempt = attempt
      $0.name = "signal"
      $0.steps = steps
      $0.values = values
    }
  }

  var held: WireHeld {
    .with {
      $0.task = task
      $0.attempt = attempt
    }
  }
}
