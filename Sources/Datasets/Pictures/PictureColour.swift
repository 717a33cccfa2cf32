internal import SweepModel

/// A colour of a picture. Those of the sorts of images are told apart with every common colour blindness
/// (Okabe and Ito 2008).
struct PictureColour: Hashable, Sendable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  static let background = PictureColour(red: 255, green: 255, blue: 255)
  static let frame = PictureColour(red: 190, green: 190, blue: 190)
  static let pair = PictureColour(red: 0, green: 158, blue: 115)
  static let bump = PictureColour(red: 204, green: 121, blue: 167)
  static let stripe = PictureColour(red: 0, green: 114, blue: 178)
  static let empty = PictureColour(red: 240, green: 228, blue: 66)
  static let heldOut = PictureColour(red: 213, green: 94, blue: 0)
  static let unseen = PictureColour(red: 225, green: 225, blue: 225)

  static func gray(_ value: UInt8) -> PictureColour { PictureColour(red: value, green: value, blue: value) }

  /// The colour of a region's dots: those of the sorts of images, and held-out orange where the region is not
  /// further divided or is the one furthest from what was seen.
  static func of(_ region: Region) -> PictureColour {
    switch region {
    case .inDistribution: pair
    case .vertical: stripe
    case .horizontal: bump
    case .intersection, .square: heldOut
    }
  }

  /// `#rrggbb`, as SVG writes it.
  var hexadecimal: String {
    "#" + Hexadecimal.text([red, green, blue])
  }
}
