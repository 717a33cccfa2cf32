import Foundation
import Testing

@testable import Messages

/// The shapes by which messages are looked through follow percolate.proto.
@Suite struct WireShapeTests {
  private struct ProtoField {
    var number: UInt64
    var type: String
    var isRepeated: Bool
  }

  /// Fields of each message, as the protocol's file has them.
  private static let proto: [String: [ProtoField]] = {
    guard let text = try? ProtoFile.text() else { return [:] }
    var messages: [String: [ProtoField]] = [:]
    var name = ""
    for line in text.split(separator: "\n") {
      if let found = line.firstMatch(of: /^message (\w+) \{/) {
        name = String(found.1)
        messages[name] = []
      }
      if let found = line.firstMatch(of: /^ +(repeated )?(\w+) \w+ = (\d+);/), let number = UInt64(found.3) {
        messages[name, default: []].append(
          ProtoField(number: number, type: String(found.2), isRepeated: found.1 != nil))
      }
    }
    return messages
  }()

  /// Names of the protocol's enums.
  private static let enums: Set<String> = {
    let text = (try? ProtoFile.text()) ?? ""
    return Set(text.matches(of: /(?m)^enum (\w+) \{/).map { String($0.1) })
  }()

  private func check(_ shape: WireShape, _ message: String) {
    for field in WireShapeTests.proto[message] ?? [] {
      let place = "\(message), field \(field.number)"
      switch (shape.field(field.number), field.type) {
      case (.message(let inside)?, let type):
        #expect(WireShapeTests.proto[type] != nil, "\(place) is no message")
        check(inside, type)
      case (.packedVarints?, let type): #expect(type == "int64" && field.isRepeated, "\(place)")
      case (.packedDoubles?, let type): #expect(type == "double" && field.isRepeated, "\(place)")
      case (.packedEnums?, let type):
        #expect(WireShapeTests.enums.contains(type) && field.isRepeated, "\(place)")
      case (nil, let type):
        #expect(WireShapeTests.proto[type] == nil, "\(place) is a message that is not counted")
        #expect(!field.isRepeated || type == "string", "\(place) is repeated and not counted")
      }
    }
    for number in shape.fields.indices where shape.fields[number] != nil {
      #expect(
        WireShapeTests.proto[message]?.contains { $0.number == UInt64(number) } == true,
        "\(message) has no field \(number)")
    }
  }

  @Test func `every list of the protocol is counted`() {
    let kinds = WireShapeTests.proto["ToCoordinator"] ?? []
    #expect(Set(kinds.map(\.number)) == Set(WireKind.allCases.map(\.rawValue)))
    #expect(WireShapeTests.enums.contains("TaskStatus"))
    for field in kinds { if let kind = WireKind(rawValue: field.number) { check(kind.shape, field.type) } }
  }
}
