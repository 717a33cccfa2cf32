import Spec
import SweepModel
import Testing

@Suite struct TextFormatTests {
  @Test(arguments: [
    ("90s", 90.0), ("15m", 900), ("2h30m", 9000), ("2h 30m", 9000), ("1.5h", 5400), ("250ms", 0.25),
    ("1d", 86_400),
    ("01:30:00", 5400), ("1:30", 90), ("00:00:01.5", 1.5), ("120:00:00", 432_000), ("45", 45), ("0.5", 0.5),
    ("0s", 0),
  ])
  func `durations`(text: String, seconds: Double) {
    #expect(DurationText.parseDuration(text) == seconds)
  }

  @Test(arguments: [
    "", "s", "h30m", "2h30", "30m2h", "1h1h", "-5s", "+5s", "5 hours", "1:60", "1:2:3:4", ":30", "1::2",
    "1e999s", "nan", "inf",
    "99999999999d", "1.5:00", "5S", "٣s",
  ])
  func `what is no duration`(text: String) {
    #expect(DurationText.parseDuration(text) == nil)
  }

  @Test(arguments: [
    (0.0, "0s"), (0.0125, "13ms"), (0.9999, "1s"), (2.5, "2.5s"), (9.94, "9.9s"), (9.96, "10s"), (59.6, "1m"),
    (90, "1m 30s"),
    (3599.6, "1h"), (9000, "2h 30m"), (86_399, "24h"), (90_000, "1d 1h"), (-90, "-1m 30s"),
    (1e300, "forever"),
    (.nan, "unknown"),
  ])
  func `durations are printed short`(seconds: Double, text: String) {
    #expect(DurationText.format(seconds) == text)
  }

  @Test(arguments: [
    ("2GiB", 2 << 30), ("512MiB", 512 << 20), ("1.5GB", 1_500_000_000), ("123", 123), ("1_000", 1000),
    ("4 KiB", 4096), ("10kB", 10_000),
    ("7B", 7),
  ])
  func `sizes`(text: String, bytes: Int) {
    #expect(ByteCount.parseBytes(text) == bytes)
  }

  @Test(arguments: ["", "GiB", "-1", "1.5", "2Gib", "2G", "1e30", "9999999TiB", "1 2", "inf"])
  func `what is no size`(text: String) {
    #expect(ByteCount.parseBytes(text) == nil)
  }

  @Test(arguments: [
    (0, "0 B"), (512, "512 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (2 << 30, "2 GiB"),
    (200 << 20, "200 MiB"), (-2048, "-2 KiB"),
    (Int.max, "8388608 TiB"),
  ])
  func `sizes are printed short`(bytes: Int, text: String) {
    #expect(ByteCount.format(bytes) == text)
  }

  @Test(arguments: [
    ("last", Selector.last), (" all ", .all), ("1,3,5-8", .numbers([1...1, 3...3, 5...8])),
    ("7", .numbers([7...7])),
    ("8,5-6,7,6-9", .numbers([5...9])), ("percolation-training", .named("percolation-training")),
    ("3fa9", .named("3fa9")),
    ("e1-5", .named("e1-5")), ("586223500925", .named("586223500925")),
    ("000000000002", .named("000000000002")), ("123456789", .numbers([123456789...123456789])),
  ])
  func `selectors`(text: String, selector: Selector) throws {
    #expect(try Selector.parse(text) == selector)
  }

  @Test(arguments: ["", " ", "8-5", "1,", "1--2", "-3", "1-2-3", "9999999999,1"])
  func `what is no selector`(text: String) {
    #expect(throws: Selector.Failure.self) { try Selector.parse(text) }
  }

  @Test func `near names are found and far ones are not`() {
    let names = ["lambda", "sigma", "image-size", "x"]
    #expect(NearestName.of("lamda", among: names) == "lambda")
    #expect(NearestName.of("Sigma", among: names) == "sigma")
    #expect(NearestName.of("imagesize", among: names) == "image-size")
    #expect(NearestName.of("sgima", among: names) == "sigma")
    #expect(NearestName.of("threshold", among: names) == nil)
    #expect(NearestName.of("", among: []) == nil)
  }
}
