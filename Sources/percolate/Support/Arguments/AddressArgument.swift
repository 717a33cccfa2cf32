internal import Transport

/// Addresses on the command line.
enum AddressArgument {
  /// Where a coordinator listens.
  ///
  /// - Throws: ``Problem`` that names the option.
  static func listen(_ text: String, option: String = "--listen") throws -> String {
    do throws(AddressError) { return try ListenAddress.parse(text).endpoint } catch {
      throw Problem(ExitStatus.usage, "\(option): \(error)")
    }
  }

  /// What others connect to.
  ///
  /// - Throws: ``Problem`` that names the option.
  static func advertised(_ text: String, option: String = "--advertise") throws -> String {
    do throws(AddressError) { _ = try AdvertisedAddress.parse(text) } catch {
      throw Problem(ExitStatus.usage, "\(option): \(error)")
    }
    return text
  }
}
