import Foundation
import Training

/// The stages of the symmetric two-layer model W = U U^T (section 4.2, appendix D), each as the solution of
/// the entry equation dw_ij/dt = G - S - N with the terms that matter then.
enum SymmetricStages {
  /// Initial growth: no entry is large yet, and each grows on its own,
  /// w_ij(t) = w_ij(0) exp((a_i + a_j) t). With the largest a the first major entry leads.
  static func initialGrowth(_ start: DoubleMatrix, rates a: [Double], time: Double) -> DoubleMatrix {
    var result = start
    for i in 0..<start.rows {
      for j in 0..<start.columns { result[i, j] *= exp((a[i] + a[j]) * time) }
    }
    return result
  }

  /// Growth and self-suppression of a major entry without the others, dw/dt = 2 a w (1 - w): the logistic
  /// curve from `start` (above 0). Its end is the terminal slow-down.
  static func majorEntry(start: Double, rate a: Double, time: Double) -> Double {
    1 / (1 + (1 / start - 1) * exp(-2 * a * time))
  }

  /// Suppression: the relative growth of the minor entry w_ij once w_ii has reached 1 while w_jj is still
  /// `other`: (a_j - a_i) / 2 - other (3 a_j + a_i) / 2, negative for a_i > a_j.
  static func suppression(rates a: [Double], by i: Int, of j: Int, other: Double = 0) -> Double {
    (a[j] - a[i]) / 2 - other * (3 * a[j] + a[i]) / 2
  }

  /// Time at which a major entry that starts at `start` reaches `share` of 1.
  static func timeToLearn(start: Double, rate a: Double, share: Double) -> Double {
    log(share / (1 - share) * (1 / start - 1)) / (2 * a)
  }
}
