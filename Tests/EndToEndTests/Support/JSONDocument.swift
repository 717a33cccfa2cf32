import Foundation

/// A document that the program printed, read by name as a script would.
struct JSONDocument {
  private let value: Any?

  private init(value: Any?) { self.value = value }

  /// - Throws: where the text is no JSON.
  init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  subscript(name: String) -> JSONDocument {
    JSONDocument(value: (value as? [String: Any])?[name])
  }

  subscript(index: Int) -> JSONDocument {
    let list = value as? [Any] ?? []
    return JSONDocument(value: list.indices.contains(index) ? list[index] : nil)
  }

  var list: [JSONDocument] { (value as? [Any] ?? []).map { JSONDocument(value: $0) } }
  var text: String? { value as? String }
  var int: Int? { (value as? NSNumber)?.intValue }
  var double: Double? { (value as? NSNumber)?.doubleValue }
  var bool: Bool? { value as? Bool }
  var exists: Bool { value != nil && !(value is NSNull) }
}
