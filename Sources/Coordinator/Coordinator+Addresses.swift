internal import Foundation
internal import Transport
internal import ZeroMQ

extension Coordinator {
  /// Where to listen and what others call that, after a look at whether anybody could be let in there.
  ///
  /// - Throws: ``CoordinatorError``.
  static func addresses(
    _ configuration: CoordinatorConfiguration
  ) throws(CoordinatorError) -> (BindingAddress, AdvertisedAddress?) {
    guard Libzmq.version >= Libzmq.minimumVersion else {
      throw .outdatedZeroMQ(found: "\(Libzmq.version)", minimum: "\(Libzmq.minimumVersion)")
    }
    guard configuration.isInsecure || Libzmq.hasCurve else { throw .noCurve }
    let listen: ListenAddress
    let binding: BindingAddress
    do throws(AddressError) {
      listen = try ListenAddress.parse(configuration.listen)
      binding = try BindingAddress(
        listen, interfaces: .current(), machine: ProcessInfo.processInfo.hostName,
        resolve: NameLookup.address(of:))
    } catch { throw .address(option: "--listen", reason: "\(error)") }
    guard !configuration.isInsecure || listen.isLocal else {
      throw .insecureBeyondLoopback(endpoint: configuration.listen)
    }
    guard let advertise = configuration.advertise else { return (binding, nil) }
    do throws(AddressError) { return (binding, try AdvertisedAddress.parse(advertise)) } catch {
      throw .address(option: "--advertise", reason: "\(error)")
    }
  }
}
