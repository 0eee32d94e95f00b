import Foundation
import Model

/// A survey of any size in resistics' binary format, made fast and without holding a channel in memory.
///
/// The magnetic field is red noise, the electric field follows it at once with some noise of its own:
/// enough for every estimate to settle. Sites beyond the first few share the samples of one of these
/// by hard links, which a run cannot tell from files of their own.
struct NoiseSurvey {
  private static let channels = ["Ex", "Ey", "Hx", "Hy", "Hz"]
  /// Sites with samples of their own.
  private static let originals = 8
  private static let samplesAtATime = 1 << 16

  private let folder: String
  private let sites: Int
  private let sampleCount: Int
  private let rate: Int

  init(_ arguments: [String]) throws {
    let numbers = arguments.dropFirst().compactMap { Int($0) }
    guard arguments.count == 4, numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else {
      throw UserError(
        .configuration, "noise", "needs a folder, sites, seconds, and samples a second",
        remedy: "see run/verify-memory")
    }
    folder = arguments[0]
    sites = numbers[0]
    rate = numbers[2]
    sampleCount = numbers[1] * rate
  }

  func verdict() throws -> Verdict {
    for site in 0..<sites { try make(site) }
    try Data().write(to: URL(fileURLWithPath: "\(folder)/skindepth.ini"))
    print("\(sites) sites of \(sampleCount) samples a channel")
    return Verdict(childCode: 0)
  }

  private func measurement(_ site: Int) -> String {
    let digits = String(site + 1)
    return "\(folder)/timeData/S\(String(repeating: "0", count: 4 - digits.count))\(digits)/meas"
  }

  private func make(_ site: Int) throws {
    let path = measurement(site)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try writeHeaders(path)
    guard site >= NoiseSurvey.originals else { return try writeSamples(path, seed: site) }
    let original = measurement(site % NoiseSurvey.originals)
    for number in NoiseSurvey.channels.indices {
      let file = "chan_0\(number).dat"
      try FileManager.default.linkItem(atPath: "\(original)/\(file)", toPath: "\(path)/\(file)")
    }
  }

  private func writeHeaders(_ path: String) throws {
    let common = """
      sample_freq = \(rate).0
      num_samples = \(sampleCount)
      start_date = 2024-03-01
      start_time = 00:00:00.000000

      """
    func write(_ text: String, _ file: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }
    let count = NoiseSurvey.channels.count
    try write("HEADER = GLOBAL\n\(common)meas_channels = \(count)\n\n", "global.hdr")
    for (number, channel) in NoiseSurvey.channels.enumerated() {
      try write(
        """
        HEADER = CHANNEL
        \(common)ats_data_file = chan_0\(number).dat
        channel_type = \(channel)
        scaling_applied = True
        pos_x1 = -50
        pos_x2 = 50
        pos_y1 = -50
        pos_y2 = 50

        """, "chan_0\(number).hdr")
    }
  }

  private func writeSamples(_ path: String, seed: Int) throws {
    let files = try NoiseSurvey.channels.indices.map { number in
      let file = "\(path)/chan_0\(number).dat"
      try Data().write(to: URL(fileURLWithPath: file))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    }
    var source = NoiseSource(seed: UInt64(seed + 1))
    var values = files.map { _ in [Float](repeating: 0, count: NoiseSurvey.samplesAtATime) }
    for start in stride(from: 0, to: sampleCount, by: NoiseSurvey.samplesAtATime) {
      let count = min(NoiseSurvey.samplesAtATime, sampleCount - start)
      for sample in 0..<count {
        let fields = source.next()
        values[0][sample] = fields.ex
        values[1][sample] = fields.ey
        values[2][sample] = fields.hx
        values[3][sample] = fields.hy
        values[4][sample] = fields.hz
      }
      for (file, values) in zip(files, values) {
        let bytes = unsafe values.withUnsafeBytes { unsafe Data($0.prefix(4 * count)) }
        try file.write(contentsOf: bytes)
      }
    }
    for file in files { try file.close() }
  }
}

/// Fields of one site, sample by sample.
private struct NoiseSource {
  private var state: UInt64
  private var hx: Float = 0
  private var hy: Float = 0

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> (ex: Float, ey: Float, hx: Float, hy: Float, hz: Float) {
    // Four uniform numbers of 16 bits are as many as one sample needs.
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    func uniform(_ place: UInt64) -> Float {
      Float(UInt16(truncatingIfNeeded: state >> (16 * place))) / 32768 - 1
    }
    hx = 0.999 * hx + uniform(0)
    hy = 0.999 * hy + uniform(1)
    return (
      0.3 * hx + 5 * hy + uniform(2), -6 * hx + 0.2 * hy + uniform(3), hx, hy,
      0.2 * hx - 0.1 * hy + 0.1 * (uniform(2) + uniform(3))
    )
  }
}
