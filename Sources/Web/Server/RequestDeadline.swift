internal import NIOCore
internal import NIOHTTPTypes

/// Ends connections whose requests do not come: a client that sends a byte now and then would hold one for ever, which a
/// limit of idleness never sees.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let request: TimeAmount
  private let idle: TimeAmount
  private var deadline: Scheduled<Void>?
  /// A request may be read before the answer to the one before it has left.
  private var isReading = false

  init(requestSeconds: Double, idleSeconds: Double) {
    request = .milliseconds(Int64(requestSeconds * 1000))
    idle = .milliseconds(Int64(idleSeconds * 1000))
  }

  func handlerAdded(context: ChannelHandlerContext) { expect(within: request, context) }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      isReading = true
      expect(within: request, context)
    case .body: break
    case .end:
      isReading = false
      deadline?.cancel()
      deadline = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data), !isReading { expect(within: idle, context) }
    context.write(data, promise: promise)
  }

  private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
    deadline?.cancel()
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
