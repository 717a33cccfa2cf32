import Foundation
import Testing

@testable import Analysis

struct StudentTTests {
  /// Two-sided 95% and 99% points as printed in every table of the distribution.
  @Test(arguments: [
    (0.975, 1.0, 12.7062), (0.975, 2, 4.3027), (0.975, 4, 2.7764), (0.975, 9, 2.2622),
    (0.975, 19, 2.0930), (0.975, 30, 2.0423), (0.975, 120, 1.9799), (0.995, 5, 4.0321),
    (0.9, 10, 1.3722), (0.9995, 3, 12.9240),
  ])
  func `quantiles agree with the table`(probability: Double, degrees: Double, value: Double) throws {
    let quantile = try #require(StudentT.quantile(probability, degrees: degrees))
    #expect(abs(quantile - value) < 6e-5)
    let mirrored = try #require(StudentT.quantile(1 - probability, degrees: degrees))
    #expect(abs(mirrored + value) < 6e-5)
  }

  @Test func `one and two degrees of freedom have closed forms`() throws {
    for probability in [0.6, 0.9, 0.99, 0.9999] {
      let cauchy = try #require(StudentT.quantile(probability, degrees: 1))
      let tangent = tan(Double.pi * (probability - 0.5))
      #expect(abs(cauchy / tangent - 1) < 1e-10)
      let two = try #require(StudentT.quantile(probability, degrees: 2))
      let exact = (2 * probability - 1) / (2 * probability * (1 - probability)).squareRoot()
      #expect(abs(two / exact - 1) < 1e-10)
    }
  }

  @Test func `the distribution undoes the quantile`() throws {
    for degrees in [1.0, 3, 7.5, 50, 1000] {
      for probability in [0.001, 0.3, 0.5, 0.77, 0.999] {
        let quantile = try #require(StudentT.quantile(probability, degrees: degrees))
        #expect(abs(StudentT.cumulative(quantile, degrees: degrees) - probability) < 1e-12)
      }
    }
  }

  @Test func `nonsense has no quantile`() {
    #expect(StudentT.quantile(0, degrees: 3) == nil)
    #expect(StudentT.quantile(1, degrees: 3) == nil)
    #expect(StudentT.quantile(.nan, degrees: 3) == nil)
    #expect(StudentT.quantile(0.9, degrees: 0) == nil)
    #expect(StudentT.quantile(0.9, degrees: .infinity) == nil)
  }

  @Test func `the incomplete beta function matches its polynomial cases`() {
    for x in [0.01, 0.3, 0.5, 0.9, 0.999] {
      // I_x(1, b) = 1 - (1 - x)^b and I_x(a, 1) = x^a (DLMF 8.17.7).
      #expect(abs(IncompleteBeta.regularized(x, 1, 3) - (1 - pow(1 - x, 3))) < 1e-14)
      #expect(abs(IncompleteBeta.regularized(x, 4, 1) - pow(x, 4)) < 1e-14)
      // The arcsine distribution.
      #expect(abs(IncompleteBeta.regularized(x, 0.5, 0.5) - 2 / Double.pi * asin(x.squareRoot())) < 1e-13)
    }
    #expect(IncompleteBeta.regularized(0, 2, 3) == 0)
    #expect(IncompleteBeta.regularized(1, 2, 3) == 1)
  }
}
