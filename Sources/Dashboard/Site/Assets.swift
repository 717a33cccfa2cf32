internal import SweepModel

/// The files that belong to all pages, built into the program.
enum Assets {
  static let css = PackageResources.dashboard_css
  static let script = PackageResources.dashboard_js
  /// What a tab shows: points of a grid that are joined.
  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="#0072b2"><circle cx="3" cy="3" r="2"/><circle cx="8" \
    cy="3" r="2"/><circle cx="8" cy="8" r="2"/><circle cx="13" cy="8" r="2"/><circle cx="13" cy="13" r="2"/></g><path \
    d="M3 3h5v5h5v5" fill="none" stroke="#0072b2"/></svg>
    """
  /// Changes with them, so that browsers may keep them.
  static let tag = String(Digest(of: css + script).hex.prefix(12))
}
