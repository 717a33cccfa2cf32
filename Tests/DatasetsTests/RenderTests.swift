import Foundation
import Testing

@testable import Datasets

struct RenderTests {
  private func pixel(_ image: [Float], _ x: Int, _ y: Int, size: Int = 32) -> Double {
    Double(image[(y - 1) * size + x - 1])
  }

  @Test func `a bump of 255 is white and 0 where it is centred, with 4 sigma^2 in the exponent`() {
    let renderer = ImageRenderer(imageSize: 32, sigmaX: 1, sigmaY: 1, scale: .brightness)
    let image = renderer.image(.bump, x: 16, y: 16)
    #expect(pixel(image, 16, 16) == 0)
    #expect(abs(pixel(image, 17, 16) - 255 * (1 - exp(-0.25))) < 1e-4)
    #expect(abs(pixel(image, 17, 18) - 255 * (1 - exp(-1.25))) < 1e-4)
    #expect(abs(pixel(image, 17, 18) - 181.94128) < 1e-4)
    #expect(pixel(image, 1, 1) == 255)
  }

  @Test func `widths differ along x and y, and rows are y`() {
    let renderer = ImageRenderer(imageSize: 8, sigmaX: 0.5, sigmaY: 2)
    let image = renderer.image(.bump, x: 3, y: 5)
    #expect(pixel(image, 3, 5, size: 8) == -1)
    #expect(abs(pixel(image, 4, 5, size: 8) - (1 - 2 * exp(-1))) < 1e-6)
    #expect(abs(pixel(image, 3, 6, size: 8) - (1 - 2 * exp(-1.0 / 16))) < 1e-6)
  }

  @Test func `stripes are half as dark as their crossing`() {
    let renderer = ImageRenderer(imageSize: 32, sigmaX: 1, sigmaY: 1, scale: .brightness)
    let crossing = renderer.image(.sumOfStripes, x: 10, y: 20)
    #expect(pixel(crossing, 10, 20) == 0)
    #expect(pixel(crossing, 10, 1) == 127.5)
    #expect(pixel(crossing, 31, 20) == 127.5)
    #expect(abs(pixel(crossing, 11, 21) - 255 * (1 - exp(-0.25))) < 1e-4)
    let single = renderer.image(.sumOfStripes, x: 10, y: -20)
    #expect((1...32).allSatisfy { pixel(single, 10, $0) == 127.5 && pixel(single, 30, $0) == 255 })
  }

  @Test func `on the torus a bump goes on beyond the border`() {
    let renderer = ImageRenderer(imageSize: 16, sigmaX: 1, sigmaY: 1)
    let image = renderer.image(.periodicBump, x: 1, y: 16)
    #expect(pixel(image, 1, 16, size: 16) == -1)
    #expect(pixel(image, 16, 16, size: 16) == pixel(image, 2, 16, size: 16))
    #expect(pixel(image, 1, 1, size: 16) == pixel(image, 1, 15, size: 16))
    #expect(abs(pixel(image, 16, 1, size: 16) - (1 - 2 * exp(-0.5))) < 1e-6)
    // Half-way between 0 and N the distance is the same both ways.
    #expect(renderer.image(.periodicBump, x: 0, y: 0) == renderer.image(.periodicBump, x: 16, y: 16))
  }

  @Test func `channels repeat the grey, in planes or interleaved`() {
    let grey = ImageRenderer(imageSize: 4, sigmaX: 1, sigmaY: 1).image(.bump, x: 2, y: 3)
    let planes = ImageRenderer(imageSize: 4, sigmaX: 1, sigmaY: 1, channels: 3).image(.bump, x: 2, y: 3)
    #expect(planes == grey + grey + grey)
    let mixed = ImageRenderer(imageSize: 4, sigmaX: 1, sigmaY: 1, channels: 3, layout: .interleaved)
    #expect(mixed.image(.bump, x: 2, y: 3) == grey.flatMap { [$0, $0, $0] })
  }

  @Test func `a buffer of another size is refused`() async {
    await #expect(processExitsWith: .failure) {
      var pixels = [Float](repeating: 0, count: 15)
      var span = pixels.mutableSpan
      ImageRenderer(imageSize: 4, sigmaX: 1, sigmaY: 1).render(.bump, x: 1, y: 1, into: &span)
    }
  }
}
