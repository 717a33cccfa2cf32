/// The parts of minus the variational bound of a batch, in bits a number of the image (Kingma et al. 2021, Eq. 11 and 17).
package struct VariationalLoss: Hashable, Sendable {
  /// 1/2 gamma'(t) |eps - eps^|^2, over times and noise.
  package var diffusion = 0.0
  /// Of z_1 from the standard normal distribution: the divergence of Kullback and Leibler.
  package var prior = 0.0
  /// Minus the mean logarithm of the density of the image about z_0 / alpha_0, over the noise of z_0, in closed form.
  package var reconstruction = 0.0
  /// The mean square of eps - eps^ itself.
  package var noiseError = 0.0

  package var total: Double { diffusion + prior + reconstruction }
}
