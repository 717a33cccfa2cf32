/// The units that keep a coordinator and a worker running under systemd.
package struct SystemdUnit: Sendable {
  /// What a unit runs.
  package enum Role: String, CaseIterable, Sendable {
    case coordinator
    case worker

    /// The unit's file name.
    package var fileName: String { "percolate-\(rawValue).service" }
  }

  /// For a user's own service manager rather than the machine's.
  package var isForUser = false
  /// Data directory, absolute; nil takes one below /var/lib, or the user's home.
  package var data: String?
  /// The program, absolute.
  package var binary = "/usr/local/bin/percolate"
  /// The worker's access file, absolute; nil takes the one in the data directory.
  package var access: String?
  /// Where the coordinator listens. A fixed port, so that a firewall can name it.
  package var listen = "tcp://*:7733"
  /// Name of this machine for the workers; nil lets the coordinator choose.
  package var advertise: String?
  /// Tasks at a time; nil takes the physical cores.
  package var slots: Int?
  /// Seconds to save checkpoints in.
  package var grace = 30.0

  package init() {}

  /// The unit of a role.
  ///
  /// - Throws: ``DeployError/option(name:value:expected:)``.
  package func render(_ role: Role) throws(DeployError) -> String {
    let grace = try Checked.seconds(grace, option: "--grace", 1...3600)
    try Checked.path(binary, option: "--binary", absolute: true)
    for (path, option) in [(data, "--data"), (access, "--access")] {
      if let path { try Checked.path(path, option: option, absolute: true) }
    }
    let sections = [
      unitSection(role),
      try serviceSection(role, grace: grace),
      isForUser ? nil : hardening(role),
      ["[Install]", "WantedBy=\(isForUser ? "default.target" : "multi-user.target")"],
    ]
    return sections.compactMap { $0?.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func unitSection(_ role: Role) -> [String] {
    let name = role == .coordinator ? "Percolate coordinator" : "Percolate worker"
    var lines = [
      "# Made by: percolate deploy systemd\(isForUser ? " --user" : ""). Local changes belong into a drop-in:",
      "#   systemctl\(isForUser ? " --user" : "") edit \(role.fileName)",
      "[Unit]", "Description=\(name): small trainings, swept over a grid",
    ]
    // A user's manager knows no network target; both roles keep trying by themselves.
    if !isForUser {
      let after = role == .worker ? " \(Role.coordinator.fileName)" : ""
      lines += ["Wants=network-online.target", "After=network-online.target\(after)"]
    } else if role == .worker {
      lines.append("After=\(Role.coordinator.fileName)")
    }
    // A machine that comes back in the night is to work again, however often it failed before.
    lines.append("StartLimitIntervalSec=0")
    return lines
  }

  private func serviceSection(_ role: Role, grace: Int) throws(DeployError) -> [String] {
    // It says when it is ready, however long a large journal takes to check; a loop that hangs for a minute after that is
    // ended and started again.
    var lines = ["[Service]", "Type=notify", "TimeoutStartSec=infinity", "WatchdogSec=60"]
    if !isForUser {
      lines += ["User=percolate", "Group=percolate", "StateDirectory=percolate", "StateDirectoryMode=0700"]
      lines.append("WorkingDirectory=/var/lib/percolate")
    }
    lines += ["UMask=0077", "ExecStart=\(try command(role, grace: grace))"]
    // 2 is bad usage, which no restart mends.
    lines += ["Restart=on-failure", "RestartSec=5", "RestartPreventExitStatus=2", "LimitCORE=0"]
    switch role {
    case .coordinator:
      lines += ["KillMode=mixed", "TimeoutStopSec=60", "LimitNOFILE=65536", "CPUWeight=500"]
      if !isForUser { lines.append("OOMScoreAdjust=-500") }
    case .worker:
      lines += [
        "# SIGTERM goes to the supervisor alone, which tells its slots; what is left after it gets SIGKILL.",
        "KillMode=mixed", "TimeoutStopSec=\(grace + 15)",
        "# A slot that runs out of memory is one failed task, not the end of the worker.",
        "OOMPolicy=continue", "LimitNOFILE=16384", "CPUWeight=50",
      ]
    }
    return lines
  }

  private func command(_ role: Role, grace: Int) throws(DeployError) -> String {
    func word(_ text: String) -> String { UnitText.quoted(text, inCommand: true) }
    var words = [word(binary), role.rawValue]
    switch role {
    case .coordinator:
      try Checked.word(
        listen, option: "--listen", expected: "an address such as tcp://*:7733", marks: ":/.*[]-_%")
      words += ["--listen", word(listen), "--data", dataWord]
      if let advertise {
        try Checked.word(
          advertise, option: "--advertise", expected: "a host name or address", marks: ".-_:[]")
        words += ["--advertise", advertise]
      }
    case .worker:
      words += ["--access", access.map(word) ?? "\(dataWord)/worker.access.json"]
      if access == nil, let data { words[words.count - 1] = word(data + "/worker.access.json") }
      if let slots {
        try Checked.number(slots, option: "--slots", 1...4096)
        words += ["--slots", "\(slots)"]
      }
      words += [
        "--grace", "\(grace)s", "--directory",
        isForUser ? "%h/.local/state/percolate" : "%S/percolate/worker",
      ]
    }
    return words.joined(separator: " ")
  }

  /// %S and %h are systemd's: the state directory and the home.
  private var dataWord: String {
    data.map { UnitText.quoted($0, inCommand: true) }
      ?? (isForUser ? "%h/percolate-data" : "%S/percolate/data")
  }

  /// What neither role needs. Not here: MemoryDenyWriteExecute, since kernels may be compiled at run time.
  private func hardening(_ role: Role) -> [String] {
    let paths = (role == .coordinator ? [data] : []).compactMap { $0 }
    let touched = [data, access, binary].compactMap { $0 }
    let needsHome = touched.contains { path in
      ["/home/", "/root/", "/run/user/"].contains { path.hasPrefix($0) }
    }
    var lines = [
      "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=\(needsHome ? "read-only" : "yes")",
    ]
    for path in paths { lines.append("ReadWritePaths=\(UnitText.quoted(path, inCommand: false))") }
    lines += [
      "PrivateTmp=yes", "PrivateDevices=yes", "ProtectKernelTunables=yes", "ProtectKernelModules=yes",
      "ProtectKernelLogs=yes", "ProtectControlGroups=yes", "ProtectClock=yes", "ProtectHostname=yes",
      "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes",
      "# libzmq asks netlink for the interfaces.",
      "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK", "SystemCallArchitectures=native",
      "CapabilityBoundingSet=",
    ]
    return lines
  }
}
