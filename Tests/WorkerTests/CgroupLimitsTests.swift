import Testing

@testable import Worker

/// Control groups as containers, Slurm and systemd set them.
struct CgroupLimitsTests {
  private static let version2 =
    "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
  private static let version1 = """
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
    35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
    """

  private func limits(_ membership: String, _ mounts: String, _ files: [String: String]) -> CgroupLimits {
    CgroupLimits(membership: membership, mounts: mounts) { files[$0] }
  }

  @Test func `version 2 limits by quota and bytes`() {
    let found = limits(
      "0::/job\n", CgroupLimitsTests.version2,
      ["/sys/fs/cgroup/job/cpu.max": "50000 100000\n", "/sys/fs/cgroup/job/memory.max": "1073741824\n"])
    #expect(found.processors == .init(value: 0.5, path: "/sys/fs/cgroup/job/cpu.max"))
    #expect(found.memory == .init(value: 1 << 30, path: "/sys/fs/cgroup/job/memory.max"))
  }

  @Test func `version 1 limits by quota and bytes`() {
    let found = limits(
      "4:memory:/a/b\n2:cpu,cpuacct:/a\n0::/\n", CgroupLimitsTests.version1,
      [
        "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "250000",
        "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000",
        "/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "9223372036854771712",
        "/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "2147483648",
      ])
    #expect(found.processors?.value == 2.5)
    #expect(found.memory == .init(value: 2 << 30, path: "/sys/fs/cgroup/memory/a/memory.limit_in_bytes"))
  }

  @Test func `the least of a group and those above it counts`() {
    let found = limits(
      "0::/a/b/c\n", CgroupLimitsTests.version2,
      [
        "/sys/fs/cgroup/a/b/c/cpu.max": "max 100000", "/sys/fs/cgroup/a/b/cpu.max": "400000 100000",
        "/sys/fs/cgroup/a/cpu.max": "200000 100000", "/sys/fs/cgroup/a/memory.max": "max",
        "/sys/fs/cgroup/memory.max": "5",
      ])
    #expect(found.processors == .init(value: 2, path: "/sys/fs/cgroup/a/cpu.max"))
    #expect(found.memory == .init(value: 5, path: "/sys/fs/cgroup/memory.max"))
  }

  @Test func `a container sees its own group as the root of the mount`() {
    // Without a namespace of its own the path names the whole way, of which the mount shows the end.
    let mounts = "35 24 0:30 /docker/ab /sys/fs/cgroup ro - cgroup2 cgroup rw\n"
    let files = ["/sys/fs/cgroup/cpu.max": "100000 100000", "/sys/fs/cgroup/inner/cpu.max": "50000 100000"]
    #expect(limits("0::/docker/ab\n", mounts, files).processors?.value == 1)
    #expect(limits("0::/docker/ab/inner\n", mounts, files).processors?.value == 0.5)
    #expect(limits("0::/\n", mounts, files).processors?.value == 1)
    #expect(limits("0::/../other\n", mounts, files).processors?.value == 1)
  }

  @Test func `both versions at once, and blanks in a path`() {
    let mounts =
      CgroupLimitsTests.version1 + "\n36 31 0:33 / /mnt/two\\040words rw - cgroup2 cgroup2 rw\n"
    let found = limits(
      "2:cpu,cpuacct:/\n0::/x\n", mounts,
      [
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1", "/mnt/two words/x/cpu.max": "150000 100000",
      ])
    #expect(found.processors?.value == 1.5)
  }

  @Test(
    arguments: [
      "", "max", "max 100000", "0 100000", "-1", "abc def", "99999999999999999999 100000", "50000 0",
      "50000 -3",
    ])
  func `what is no quota limits nothing`(text: String) {
    let found = limits("0::/\n", CgroupLimitsTests.version2, ["/sys/fs/cgroup/cpu.max": text])
    #expect(found.processors == nil)
  }

  @Test(arguments: [
    "", "max", "0", "-1", "9223372036854775807", "9223372036854771712", "1e9", "18446744073709551615",
  ])
  func `what is no number of bytes limits nothing`(text: String) {
    let found = limits("0::/\n", CgroupLimitsTests.version2, ["/sys/fs/cgroup/memory.max": text])
    #expect(found.memory == nil)
  }

  @Test func `texts of another form give no limits and no trap`() {
    for text in [
      "", "\n\n", ":::", "0:", "0::", "- - -", "1 2 3 4 5 6 - cgroup2", "0::/\\", "a b c d e f - cgroup2 x y",
    ] {
      let found = limits(text, text, [:])
      #expect(found.processors == nil && found.memory == nil)
    }
  }

  private func bounds(_ processors: Double?, allowed: Int = 4, memory: Int? = nil) -> MachineBounds {
    var found = limits("", "", [:])
    found.processors = processors.map { .init(value: $0, path: "/p/cpu.max") }
    found.memory = memory.map { .init(value: $0, path: "/p/memory.max") }
    return MachineBounds(present: 8, allowed: allowed, memory: 16 << 30, limits: found)
  }

  @Test func `the least of cores, affinity and quota decides, in whole cores and one at least`() {
    #expect(bounds(0.5).cores == 1)
    #expect(bounds(2.5).cores == 2)
    #expect(bounds(2.5).coresBecause == "by a quota of 2.5 processors (/p/cpu.max), of 8")
    #expect(bounds(6).cores == 4)
    #expect(bounds(6).coresBecause == "by processor affinity, of 8")
    #expect(bounds(nil, allowed: 8).coresBecause == "all that the machine has")
    #expect(bounds(.infinity).cores == 4)
    #expect(bounds(1e-9).cores == 1)
  }

  @Test func `the least of memory and its limit decides`() {
    #expect(bounds(nil, memory: 1 << 30).memoryBytes == 1 << 30)
    #expect(bounds(nil, memory: 1 << 30).memoryBecause.contains("/p/memory.max"))
    #expect(bounds(nil, memory: 64 << 30).memoryBytes == 16 << 30)
  }
}
