/// What a colour of a data set's pictures means.
package struct PictureMeaning: Sendable {
  /// `#rrggbb`.
  package let colour: String
  package let text: String

  private init(_ colour: PictureColour, _ text: String) {
    self.colour = colour.hexadecimal
    self.text = text
  }

  /// The frames around images.
  package static let frames = [
    PictureMeaning(.heldOut, "held out"), PictureMeaning(.frame, "in the data set"),
  ]

  /// The positions of a map.
  package static let map = [
    PictureMeaning(.pair, "two stripes"), PictureMeaning(.bump, "bump"),
    PictureMeaning(.stripe, "one stripe"),
    PictureMeaning(.empty, "no pattern"), PictureMeaning(.heldOut, "held out"),
    PictureMeaning(.unseen, "left away by lambda or subsample"),
  ]
}

extension LabelGroup {
  /// The colour that the group has in pictures, as `#rrggbb`; nil for all labels. What is held out and its
  /// intersection share theirs: the pictures tell no other parts of a square apart.
  package var colour: String? {
    switch self {
    case .all: nil
    case .inDistribution: PictureColour.of(.inDistribution).hexadecimal
    case .outOfDistribution: PictureColour.heldOut.hexadecimal
    case .vertical: PictureColour.of(.vertical).hexadecimal
    case .horizontal: PictureColour.of(.horizontal).hexadecimal
    case .intersection: PictureColour.of(.intersection).hexadecimal
    }
  }
}
