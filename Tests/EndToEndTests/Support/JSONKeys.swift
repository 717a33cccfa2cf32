import Foundation

/// The keys of a JSON document.
enum JSONKeys {
  /// Members whose own members are called as a spec or an experiment says.
  private static let named: Set<String> = ["parameters", "metrics", "newest", "series", "panel"]

  /// Keys of this program that are not snake_case, in no order.
  static func strange(in text: String) throws -> Set<String> {
    strange(in: try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
  }

  private static func strange(in value: Any, isNamed: Bool = false) -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(strange(in: $1)) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: []) { found, member in
      if !isNamed, member.key.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) == nil {
        found.insert(member.key)
      }
      found.formUnion(strange(in: member.value, isNamed: named.contains(member.key)))
    }
  }
}
