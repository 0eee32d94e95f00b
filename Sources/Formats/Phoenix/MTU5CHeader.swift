import Files
import Model

/// The header of a native file of the Phoenix MTU-5C family: one channel, one fragment of time.
struct MTU5CHeader {
  static let length = 128

  let path: String
  let size: Int
  private let bytes: HeaderBytes

  /// - Returns: `nil` when the file is of another kind.
  /// - Throws: A `UserError` when it cannot be read.
  init?(_ path: String) throws {
    let file = try InputFile(path)
    self.path = path
    size = file.size
    bytes = HeaderBytes(try file.bytes(at: 0, count: MTU5CHeader.length))
    guard bytes.count == MTU5CHeader.length, bytes.number(UInt16.self, 2) == MTU5CHeader.length,
      bytes.text(4, 8).uppercased().hasPrefix("MTU"), [3, 4].contains(sampleLength), rate != nil
    else { return nil }
  }

  var instrument: String { bytes.text(4, 8) }
  var serial: String { bytes.text(12, 8) }
  /// The start of the recording, in seconds of the satellites' clock counted as if since 1970.
  var recording: Int { bytes.number(UInt32.self, 20) }
  var channelNumber: Int { bytes.byte(24) }
  var sequence: Int { bytes.number(UInt32.self, 25) }
  /// Seconds of a file.
  var period: Int { bytes.number(UInt16.self, 29) }
  var board: String { bytes.text(31, 8) }
  var sampleLength: Int { bytes.byte(62) }
  /// Bytes of a frame of samples and a counter; 0 where there are no frames.
  var frameLength: Int { bytes.number(UInt32.self, 63) & 0xff_ffff }
  var saturatedFrames: Int { bytes.number(UInt16.self, 101) }
  var missingFrames: Int { bytes.number(UInt16.self, 103) }

  var rate: SamplingRate? {
    let (base, exponent) = (bytes.number(UInt16.self, 59), bytes.number(Int8.self, 61))
    guard base > 0, (-6...6).contains(exponent) else { return nil }
    let power = (0..<abs(exponent)).reduce(1) { product, _ in product * 10 }
    let rate =
      exponent < 0
      ? SamplingRate(samples: base, seconds: power)
      : SamplingRate(samples: base * power, seconds: 1)
    return SamplingRate.recorded.contains(rate.hertz) ? rate : nil
  }

  /// When the first sample of the file was taken, in seconds of the satellites' clock.
  ///
  /// Files of the converter's samples have numbers from 0 and begin with the recording. Those of
  /// decimated ones have numbers from 1, and their filters need a second to begin.
  var start: Int {
    if sampleLength == 3 { return recording + period * sequence }
    return recording + (sequence <= 1 ? 1 : period * (sequence - 1))
  }

  /// Whether there are samples: not in the recorder's statistics, nor in a file that it began as it
  /// was switched off, which is a header alone.
  var hasSamples: Bool { size > MTU5CHeader.length && lastPart(path).lowercased() != "stats" }

  var location: (location: Location?, notice: String?) {
    let (longitude, latitude) = (bytes.float(71), bytes.float(75))
    guard latitude != 0 || longitude != 0 else { return (nil, nil) }
    return Formats.location(
      Double(meantBy: latitude), Double(meantBy: longitude), Double(meantBy: bytes.float(79)))
  }
}

// The way from the input to the converter.
extension MTU5CHeader {
  private func hardware(_ place: Int) -> Int { bytes.byte(51 + place) }

  var isElectric: Bool { hardware(1) & 0x08 != 0 }

  /// Boards of the first two models, and one prototype, have other gains than those that came later.
  private var isOldBoard: Bool {
    ["BCM01", "BCM03"].contains(board.prefix(5)) || board.hasPrefix("BCM05-A")
  }

  private var preamplifierGain: Double {
    guard isElectric, hardware(0) & 0x10 != 0 else { return 1 }
    return isOldBoard && !board.hasSuffix("-L") ? 4 : 8
  }

  private var mainGain: Double {
    (isOldBoard ? [1, 4, 16, 32] : [1, 4, 6, 8])[hardware(0) >> 2 & 3]
  }

  private var attenuation: Double {
    guard isElectric, hardware(4) & 1 != 0 else { return 1 }
    return isOldBoard ? 0.1 : 523 / 5223
  }

  /// Volts at the converter per volt at the input.
  var gain: Double {
    let circuit = !isElectric && hardware(1) & 1 != 0 ? 1 : 0.5
    return mainGain * preamplifierGain * attenuation * circuit
  }

  /// What turns stored numbers into mV at the input.
  ///
  /// Three bytes are the upper ones of four, which stand for ±5 V at the converter; floats are volts at the
  /// input.
  var millivolts: Double { sampleLength == 3 ? 5000 / Double(1 << 23) / gain : 1000 }

  /// The corner of the low-pass filter in hertz.
  var lowPass: Int {
    let isFast = ["BCM03", "BCM06"].contains(board.prefix(5))
    guard hardware(0) & 0x80 != 0 else { return isFast ? 17_800 : 10_000 }
    switch hardware(0) & 3 {
    case 3: return 10
    case 2: return isFast ? 1000 : 100
    default: return isFast ? 10_000 : 1000
    }
  }
}

/// The difference between the satellites' clock and UTC.
enum LeapSeconds {
  /// The days since 1970 from which on there are so many.
  private static let table: [(day: Int, seconds: Int)] = [
    (1999, 1, 13), (2006, 1, 14), (2009, 1, 15), (2012, 7, 16), (2015, 7, 17), (2017, 1, 18),
  ].map { (Instant.daysSince1970(year: $0.0, month: $0.1, day: 1), $0.2) }

  /// Seconds since 1970 in UTC of a time of the satellites' clock that is counted in the same way.
  static func utc(_ seconds: Int) -> Int {
    let leap = table.last { seconds - $0.seconds >= $0.day * 86_400 }?.seconds ?? 13
    return seconds - leap
  }
}
