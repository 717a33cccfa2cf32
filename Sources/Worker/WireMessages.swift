import Transport

extension WireFromSlot {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}

extension WireToSlot {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}

extension WireToCoordinator {
  init(_ content: OneOf_Message) {
    self.init()
    message = content
  }
}
