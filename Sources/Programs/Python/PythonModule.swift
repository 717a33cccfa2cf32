/// The module by which programs in Python speak the protocol of docs/programs.md.
package enum PythonModule {
  /// Its text.
  package static var source: String { String(decoding: PackageResources.percolate_task_py, as: UTF8.self) }
}
