/// The scripts that run on the hosts.
///
/// Each is one line, because csh reads no line break inside quotes, and answers with lines that begin with
/// `percolate:`, since a login shell may print what it likes before. A home is often shared by all hosts of a
/// cluster, so that what belongs to one host has its name, and files are replaced in one step.
enum RemoteScript {
  /// Answers `running PID` or `idle`, and `program SHA256` where there is one.
  static func probe(_ folder: String) -> String {
    join([
      "cd \(word(folder)) 2>/dev/null || { echo percolate: idle; exit 0; }", identify,
      "if runs; then echo percolate: running \"$pid\"; else echo percolate: idle; fi",
      "if [ -x percolate ]; then echo percolate: program \"$(sha256sum < percolate)\"; fi",
    ])
  }

  /// Puts standard input in the program's place.
  static func upload(_ folder: String) -> String {
    join([
      "set -e", "umask 077", "mkdir -p \(word(folder))", "cd \(word(folder))", isOwn,
      "new=percolate.new.$$", "trap \"rm -f $new\" EXIT", "rm -f $new", "set -C", "cat > $new",
      "chmod 700 $new", "mv $new percolate",
    ])
  }

  /// Puts standard input in the access file's place and starts a worker that outlives the connection.
  ///
  /// Answers `started PID`, `running PID`, or `failed` and then the last lines of what went wrong.
  static func start(_ folder: String, slots: Int?) -> String {
    let command = "./percolate worker --access worker.access.json" + (slots.map { " --slots \($0)" } ?? "")
    return join([
      "set -e", "umask 077", "cd \(word(folder))", isOwn, identify,
      "if runs; then echo percolate: running \"$pid\"; exit 0; fi",
      "new=access.new.$$", "trap \"rm -f $new\" EXIT", "rm -f $new", "set -C", "cat > $new", "set +C",
      "mv $new worker.access.json",
      // What keeps the program from running at all, such as a missing library, is said here and now.
      "if version=$(./percolate --version 2>&1); then :; else "
        + "echo percolate: failed; printf \"%s\\n\" \"$version\"; exit 0; fi",
      // The shell in between notes its own process id, which stays the worker's through exec.
      "setsid sh -c \"echo \\$\\$ > $file.new; mv $file.new $file; exec nohup \(command)\" "
        + ">> \"worker-$host.log\" 2>&1 < /dev/null &",
      // A worker that has to give up at once, for want of a port or a key, does so within a second.
      "sleep 1",
      "if runs; then echo percolate: started \"$pid\"; else "
        + "echo percolate: failed; tail -n 5 \"worker-$host.log\"; fi",
    ])
  }

  /// Sends SIGTERM. Answers `stopping PID` or `idle`.
  static func stop(_ folder: String) -> String {
    join([
      "cd \(word(folder)) 2>/dev/null || { echo percolate: idle; exit 0; }", identify,
      "if runs; then kill -TERM \"$pid\"; echo percolate: stopping \"$pid\"; "
        + "else rm -f \"$file\"; echo percolate: idle; fi",
    ])
  }

  /// Defines `host`, `file` and `runs`, which sets `pid`. A process id alone may have gone to another program.
  private static let identify =
    "host=$(uname -n); file=\"worker-$host.pid\"; "
    + "runs() { pid=$(cat \"$file\" 2>/dev/null) && [ -n \"$pid\" ] && kill -0 \"$pid\" 2>/dev/null && "
    + "tr \"\\000\" \" \" < \"/proc/$pid/cmdline\" 2>/dev/null | grep -q \"percolate worker\"; }"

  /// Ends where the folder is not this user's: in a shared /tmp somebody else could have made it first.
  private static let isOwn =
    "[ -n \"$(find . -prune -user \"$(id -u)\")\" ] || "
    + "{ echo \"the folder belongs to another user\" >&2; exit 1; }"

  private static func join(_ parts: [String]) -> String {
    parts.joined(separator: "; ").replacing("&; ", with: "& ")
  }

  private static func word(_ folder: String) -> String { ShellText.alwaysQuoted(folder) }
}
