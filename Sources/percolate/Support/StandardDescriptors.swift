internal import Foundation

/// The three descriptors that every program takes for granted.
enum StandardDescriptors {
  /// Opens /dev/null wherever standard input, output or error is closed, as `>&-` of a shell leaves them: the next
  /// file to be opened would otherwise get its number, and whatever is printed would go into a lock or a journal.
  ///
  /// To be called before anything else opens a file. Who closes an output wants nothing of it, so what is printed
  /// there is dropped, as with `> /dev/null`.
  static func fill() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is given, so the loop's order puts each where it belongs.
      guard open("/dev/null", O_RDWR) == descriptor else { Foundation.exit(ExitStatus.someFailed) }
    }
  }
}
