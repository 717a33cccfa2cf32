/// Shell scripts that stand for `percolate` and tell a named pipe what happens to them.
enum FakeProgram {
  /// Says its process id and arguments, and `TERM` when it is told to leave.
  static func worker(_ pipe: NamedPipe) -> String {
    """
    #!/bin/sh
    if [ "$1" = --version ]; then echo 0.0.0; exit 0; fi
    sleep 600 &
    child=$!
    trap 'kill "$child"; echo "TERM $$" > "\(pipe.path)"; exit 0' TERM
    echo "$$ $*" > "\(pipe.path)"
    wait "$child"

    """
  }
}
