import Testing

@testable import Datasets

struct DatasetCountTests {
  /// What is listed must be what was counted.
  private func listed(_ specification: DatasetSpecification) throws -> Dataset {
    let dataset = try specification.dataset(order: stream())
    let counts = try specification.counts()
    #expect(dataset.counts == counts)
    #expect(dataset.count == counts.training)
    #expect(dataset.positions.count { $0.dimension == 2 } == counts.pairs)
    #expect(dataset.positions.count { $0.dimension == 1 } == counts.stripes)
    #expect(dataset.positions.count { $0.dimension == 0 } == counts.empty)
    #expect(Set(dataset.positions).count == dataset.count)
    #expect(dataset.positions.allSatisfy { !$0.region.isHeldOut })
    #expect(dataset.heldOutPositions.allSatisfy { $0.region.isHeldOut })
    return dataset
  }

  @Test(arguments: [(0.1, 102_400), (0.2, 25_600), (0.5, 4_096), (1, 1_024)])
  func `the grid has (N / d)^2 bumps`(_ spacing: Double, _ count: Int) throws {
    #expect(try specification(.bump, spacing: spacing).counts().training == count)
    #expect(try specification(.torus, spacing: spacing).counts().training == count)
  }

  @Test func `centres run from one spacing to the image size, x fastest`() throws {
    let dataset = try listed(specification(.bump, size: 4) { $0.spacingX = 0.5 })
    #expect(dataset.count == 8 * 4)
    #expect(dataset.horizontal.values == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
    #expect(dataset.vertical.values == [1, 2, 3, 4])
    #expect(dataset.label(of: dataset.position(0)).x == dataset.position(0).x)
  }

  @Test func `a cross of 6 px in 32 leaves out [13, 19]: 35 319 of 102 400`() throws {
    let dense = try listed(specification(.sos, spacing: 0.1) { $0.holdOut = .cross(width: 6) })
    #expect(dense.counts.heldOut == 35_319)
    #expect(dense.count == 67_081)
    let coarse = try listed(specification(.sos) { $0.holdOut = .cross(width: 6) })
    #expect(
      Set(coarse.heldOutPositions.filter { $0.region == .vertical }.map(\.x))
        == Set((13...19).map(Double.init)))
    let regions = coarse.heldOutPositions.reduce(into: [:]) { $0[$1.region, default: 0] += 1 }
    #expect(regions == [.vertical: 175, .horizontal: 175, .intersection: 49])
    #expect(coarse.count == 625)
  }

  @Test
  func `the extended frame has 440 x 440 positions: 102 400 of two stripes, 76 800 of one, 14 400 of none`()
    throws
  {
    let dataset = try listed(specification(.sosAndStripes, spacing: 0.1) { $0.includesEmpty = true })
    #expect(dataset.horizontal.values.count == 440)
    #expect(dataset.counts.pairs == 102_400)
    #expect(dataset.counts.stripes == 76_800)
    #expect(dataset.counts.empty == 14_400)
    #expect(dataset.count == 193_600)
    #expect(abs(dataset.horizontal.values[0] - -5.9) < 1e-12)
    #expect(dataset.horizontal.values.last == 38)
    let corner = DatasetPosition(x: 38, y: -5.9, dimension: 0, form: .sumOfStripes, region: .inDistribution)
    #expect(dataset.label(of: corner).x == 44)
    #expect(abs(dataset.label(of: corner).y - 0.1) < 1e-6)
  }

  @Test func `the frame scales with the image`() throws {
    let dataset = try listed(specification(.stripes, size: 16, spacing: 0.5))
    #expect(dataset.specification.frameMargin == 3)
    #expect(dataset.horizontal.values.first == -2.5)
    #expect(dataset.horizontal.values.last == 19)
    // 32 inside and 12 outside along either axis.
    #expect(dataset.counts.stripes == 2 * 32 * 12)
    #expect(specification(.bump, size: 16).labelOffset == 0)
  }

  @Test func `without the rim no second stripe darkens a pixel by half a grey level`() throws {
    let with = try listed(specification(.stripes, spacing: 0.1))
    #expect(with.counts.stripes == 76_800)
    let without = try listed(specification(.stripes, spacing: 0.1) { $0.rim = false })
    // Outside by more than 2 sqrt(ln 255) = 4.708 px: -5.9...-3.8 and 36.8...38.
    #expect(without.horizontal.outside.map { without.horizontal.values[$0] }.count == 22 + 13)
    #expect(without.counts.stripes == 2 * 320 * 35)
    #expect(without.positions.allSatisfy { $0.dimension == 1 })
    let renderer = without.specification.renderer(scale: .brightness)
    for position in without.positions where position.x < 1 && position.y == 16 {
      let image = renderer.image(position.form, x: position.x, y: position.y)
      let stripe = image[15 * 32..<16 * 32]
      #expect(stripe.allSatisfy { $0 > 127 && $0 <= 127.5 })
    }
  }

  @Test func `a mixture holds the cross out of its pairs only`() throws {
    for kind in [DatasetKind.sosAndStripes, .bumpAndStripes] {
      let dataset = try listed(specification(kind) { $0.holdOut = .cross(width: 6) })
      #expect(dataset.counts.pairs == 625)
      #expect(dataset.counts.stripes == 2 * 32 * 12)
      let inBand = dataset.positions.filter { $0.dimension == 1 && $0.x == 16 }
      #expect(inBand.count == 12)
      #expect(inBand.allSatisfy { $0.form == .sumOfStripes })
      #expect(dataset.positions.filter { $0.dimension == 2 }.allSatisfy { $0.form == kind.form })
    }
  }

  @Test(arguments: [(1.0, 11), (3.5, 35), (8.0, 81)])
  func `a vertical lesion leaves out a band of x`(_ width: Double, _ columns: Int) throws {
    let counts = try specification(.sos, spacing: 0.1) { $0.holdOut = .vertical(width: width) }.counts()
    #expect(counts.heldOut == columns * 320)
  }

  @Test(arguments: [1, 5, 6, 16, 31])
  func `a square has as many positions in the corner as in the centre`(_ width: Int) throws {
    for place in HoldOut.Place.allCases {
      let hole = HoldOut.square(width: Double(width), place: place)
      let dataset = try listed(specification(.bump) { $0.holdOut = hole })
      #expect(dataset.counts.heldOut == width * width)
      #expect(dataset.heldOutPositions.allSatisfy { $0.region == .square })
    }
  }

  @Test func `where the squares lie`() throws {
    let centre = try listed(specification(.bump) { $0.holdOut = .square(width: 6, place: .centre) })
    #expect(Set(centre.heldOutPositions.map(\.x)) == Set((14...19).map(Double.init)))
    let corner = try listed(specification(.bump) { $0.holdOut = .square(width: 6, place: .corner) })
    #expect(Set(corner.heldOutPositions.map(\.y)) == Set((1...6).map(Double.init)))
  }

  @Test func `a centre square of 20 % of the area has a side of 14.31 px`() throws {
    #expect(abs(HoldOut.centre(area: 0.2).width(imageSize: 32) - 14.3108) < 1e-4)
    #expect(try specification(.bump) { $0.holdOut = .centre(area: 0.2) }.counts().heldOut == 225)
    let dense = try specification(.bump, spacing: 0.1) { $0.holdOut = .centre(area: 0.2) }.counts()
    #expect(dense.heldOut == 143 * 143)
  }
}
