internal import CZeroMQ

/// Sets options of a raw socket, with the option's name in the error.
struct OptionWriter {
  let pointer: UnsafeMutableRawPointer

  func set<Value: BitwiseCopyable>(_ option: Int32, _ value: Value, _ name: String) throws(ZMQError) {
    let result = withUnsafeBytes(of: value) {
      zmq_setsockopt(pointer, option, $0.baseAddress, $0.count)
    }
    // Secrets come through the other function, so the value may be told.
    guard result == 0 else { throw .last("set \(name) to \(value)") }
  }

  func set(_ option: Int32, text: String, _ name: String) throws(ZMQError) {
    guard zmq_setsockopt(pointer, option, text, text.utf8.count) == 0 else { throw .last("set \(name)") }
  }
}
