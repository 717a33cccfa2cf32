/// What an analysis may take.
package struct TorusOptions: Sendable {
  /// How many rows persistence is computed of.
  package var points = 200
  /// The program for it; nil for none, and then there is no persistence.
  package var ripser: RipserProgram?
  /// Why there is none.
  package var absence = RipserProgram.absence

  /// With the program on the PATH, where it is installed.
  package init() { ripser = RipserProgram.find() }
}
