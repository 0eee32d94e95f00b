import FormatSamples
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct SPAMTests {
  private func later(_ offset: Int, _ name: String, scaling: Double = 0.0005) -> SPAMSample {
    var sample = SPAMSample()
    sample.offset = offset
    sample.name = name
    sample.scaling = scaling
    return sample
  }

  private func values(_ channel: Int, _ factor: Double) -> [Double] {
    (0..<100).map { Double(SPAMSample.volts(channel, $0)) * factor }
  }

  @Test("volts become mV/km and mV with the maker's polarity")
  func samples() throws {
    let folder = try TemporaryFolder()
    try folder.write(SPAMSample().files(), in: "run")
    let source = try folder.recording()
    let header = source.header
    #expect(header.rate.hertz == 50 && header.start == noon && header.sampleCount == 100)
    #expect(header.location == site && header.station == "SYN01")
    try source.expect(.ex, values(0, 250 * 1000 / 80))
    try source.expect(.hy, values(1, 1000))
    let (ex, hy) = (try source.channel(.ex), try source.channel(.hy))
    #expect(ex.azimuth == 2 && ex.dipoleLength == 80 && ex.resisticsSign == -1)
    #expect(hy.azimuth == 92 && hy.sensor == "MFS06" && hy.serial == "366")
    #expect(ex.notices.isEmpty && hy.notices == ["in mV with the response of the coil"])
    #expect(try source.channel(.hz).tilt == 90)
    try source.expectSlicesOfWhole()
  }

  @Test("pairs that follow one another are joined, each with its own scaling")
  func joined() throws {
    let folder = try TemporaryFolder()
    try folder.write(SPAMSample().files())
    try folder.write(later(2_000_000, "b").files())
    try folder.write(later(4_100_000, "a").files())
    let sources = try folder.recordings().sorted { $0.header.start < $1.header.start }
    #expect(sources.map(\.header.sampleCount) == [200, 100])
    try sources[0].expect(.ex, values(0, 250 * 1000 / 80) + values(0, 500 * 1000 / 80))
    try sources[0].expectSlicesOfWhole()
  }

  @Test("many samples are the same read together, over the borders of blocks and files")
  func long() throws {
    let folder = try TemporaryFolder()
    var sample = SPAMSample()
    sample.sampleCount = 9000
    try folder.write(sample.files())
    sample = later(9000 * 20_000, "b", scaling: 0.0007)
    sample.sampleCount = 10_001
    try folder.write(sample.files())
    let source = try folder.recording()
    #expect(source.header.sampleCount == 19_001)
    try source.expectSlicesOfWhole()
  }

  @Test("a value that is no number is named by its channel and place, or kept, read together, too")
  func notANumber() throws {
    let folder = try TemporaryFolder()
    var sample = SPAMSample()
    sample.sampleCount = 3000
    var files = sample.files()
    files[sample.name + ".RAW"].replace(at: 256 + 12 * 2500 + 4, with: Float.nan)
    try folder.write(files)
    let source = try folder.recording()
    expectUserError("channel Hy, sample 2500", "not a finite number") {
      try source.read([.ex, .hy, .hz], 100..<3000) { _, _, _ in }
    }
    func missing(_ channels: [Channel]) throws -> [Int] {
      var missing: [Int] = []
      try source.read(channels, 100..<3000) { index, range, samples in
        for place in samples.indices where !samples[place].isFinite {
          missing += [index, range.lowerBound + place]
        }
      }
      return missing
    }
    #expect(try missing([.hz, .ex]) == [])
    source.keepMissing()
    #expect(try missing([.ex, .hy, .hz]) == [1, 2500])
    expectUserError("channel Ey", "is not in this recording") {
      try source.read([.ex, .ey], 0..<10) { _, _, _ in }
    }
  }

  @Test("samples that are cut off, and lengths that do not agree, are told of")
  func cutOff() throws {
    let folder = try TemporaryFolder()
    let sample = SPAMSample()
    try folder.write(sample.name + ".xtr", sample.header())
    try folder.write(sample.name + ".raw", Array(sample.samples().prefix(256 + 12 * 70 + 5)))
    let source = try folder.recording()
    #expect(source.header.sampleCount == 70)
    #expect(try source.notices(.ex).contains("has 70 of its 100 samples"))
    #expect(try source.notices(.ex).contains("speaks of 100.0 samples, the file has 70"))
  }

  @Test("a header that cannot be is refused with its line")
  func damaged() throws {
    let sample = SPAMSample()
    func expectProblem(_ text: String, _ old: String, _ new: String) throws {
      let folder = try TemporaryFolder()
      let header = sample.header().replacingOccurrences(of: old, with: new)
      try folder.write(sample.name + ".XTR", header)
      try folder.write(sample.name + ".RAW", sample.samples())
      try folder.expectProblem(text)
    }
    try expectProblem("line 4, [FILE] NAME: ends with 0.0 Hz", "-50.0", "0")
    try expectProblem("which is not in the folder", sample.name, "other")
    try expectProblem("[FILE] DATE: is missing", "DATE=", "DAY=")
    try expectProblem("is no channel that is known: Q", "1 Ex\n", "1 Q\n")
    try expectProblem("have 3 and 2 channels", "CHAN= 3", "CHAM= 3")
    try expectProblem("gives a dipole of 0.0 m", " 80.0 ", " 0.0 ")
    let folder = try TemporaryFolder()
    try folder.write(sample.name + ".XTR", sample.header())
    try folder.write(sample.name + ".RAW", "not these samples")
    try folder.expectProblem("byte 0: is no general header of SPAM")
  }
}
