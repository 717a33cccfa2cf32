import SweepModel

@testable import Datasets

func stream(_ name: String = "subset-order", replicate: Int = 0) -> RandomStream {
  RandomStream(seed: 7, replicate: replicate, name: name, task: nil)
}

/// A data set on 32 px unless told otherwise, changed as a test needs.
func specification(
  _ kind: DatasetKind, size: Int = 32, spacing: Double = 1,
  _ change: (inout DatasetSpecification) -> Void = { _ in }
) -> DatasetSpecification {
  var result = DatasetSpecification(kind, imageSize: size)
  (result.spacingX, result.spacingY) = (spacing, spacing)
  change(&result)
  return result
}

extension Dataset {
  var positions: [DatasetPosition] { (0..<count).map(position) }
  var heldOutPositions: [DatasetPosition] { (0..<counts.heldOut).map(heldOutPosition) }
}
