import Model

/// The header of a Metronix ATS file: one channel of one run.
struct ATSHeader {
  /// Bytes of the smallest header; longer ones begin with the same.
  static let length = 1024

  let path: String
  /// The bytes of the header, `length` of them.
  let bytes: HeaderBytes
  /// Bytes of the whole file.
  let size: Int

  /// - Returns: `nil` when the file is no ATS file; one that is damaged still is.
  /// - Throws: A `UserError` when the file cannot be read.
  init?(_ path: String) throws {
    let file = try InputFile(path)
    self.path = path
    size = file.size
    bytes = HeaderBytes(try file.bytes(at: 0, count: ATSHeader.length))
    // The name alone is believed too, so that a damaged header is told of.
    guard isPlausible || path.lowercased().hasSuffix(".ats") else { return nil }
  }

  /// Whether the header can be one of this format's, by what no other kind of file has there.
  private var isPlausible: Bool {
    bytes.count == ATSHeader.length && ATSHeader.versions.contains(version)
      && (ATSHeader.length...1 << 20).contains(headerLength) && statedRate.isFinite
      && statedRate > 0 && Channel(channelName) != nil
  }

  private static let versions = 70...81
  /// Of files in slices.
  private static let slicedVersion = 1080

  var headerLength: Int { bytes.number(UInt16.self, 0) }
  var version: Int { bytes.number(Int16.self, 2) }
  var statedRate: Float { bytes.float(8) }
  var channelName: String { bytes.text(0x26, 2) }
  var millivoltsPerCount: Double { bytes.double(0x10) }
  var loggerSerial: Int { bytes.number(UInt16.self, 0x20) }
  var sensor: String { bytes.text(0x28, 6) }
  var sensorSerial: Int { bytes.number(Int16.self, 0x2e) }
  /// Whether the chopper of the sensor was on; `nil` where the byte is neither 0 nor 1.
  var chopper: Bool? { [0: false, 1: true][bytes.byte(0x25)] }
  /// x1, y1, z1, x2, y2, z2 in metres.
  var positions: [Double] { (0..<6).map { Double(meantBy: bytes.float(0x30 + 4 * $0)) } }
  var statedDipole: Double { Double(meantBy: bytes.float(0x48)) }
  var statedAngle: Double { Double(meantBy: bytes.float(0x4c)) }
  var siteName: String { bytes.text(0x150, 112) }
  var isWide: Bool { version > 80 && bytes.number(Int16.self, 0xaa) == 1 }

  /// Samples that the header speaks of.
  var statedCount: Int {
    let count = bytes.number(UInt32.self, 4)
    // A number that does not fit stands at another place.
    return count == 0xffff_ffff ? bytes.number(Int64.self, 0xf0) : count
  }

  var element: PackedElement { isWide ? .int64 : .int32 }

  /// Samples that the file has.
  var sampleCount: Int { max(0, size - headerLength) / element.size }

  /// Seconds since 1970, in which there is no fraction.
  var start: Instant {
    Instant(nanoseconds: Int64(bytes.number(UInt32.self, 0xc)) * 1_000_000_000)
  }

  var location: (Location?, notice: String?) {
    let (latitude, longitude) = (bytes.number(Int32.self, 0x60), bytes.number(Int32.self, 0x64))
    // A recorder without a fix writes zeros.
    guard latitude != 0 || longitude != 0 else { return (nil, nil) }
    return Formats.location(
      Double(latitude) / 3_600_000, Double(longitude) / 3_600_000,
      Double(bytes.number(Int32.self, 0x68)) / 100)
  }
}

extension ATSHeader {
  /// What says that files are channels of one recording.
  var recordingKey: [Int] {
    [loggerSerial, bytes.number(UInt32.self, 8), bytes.number(UInt32.self, 0xc)]
  }

  func channel() throws -> Channel {
    guard let channel = Channel(channelName) else {
      throw wrong(
        "channel type (byte 0x26)", "is no channel that is known: \(channelName)",
        "known are: \(Channel.known.map(\.name).joined(separator: ", "))")
    }
    return channel
  }

  func rate() throws -> SamplingRate {
    guard let rate = SamplingRate(hertz: Double(meantBy: statedRate)),
      SamplingRate.recorded.contains(rate.hertz)
    else {
      throw wrong("sampling rate (byte 0x008)", "cannot be \(statedRate) Hz", copyAgain)
    }
    return rate
  }

  /// - Throws: A `UserError` for a header that is cut off, or is of a kind that is not read.
  func check() throws {
    guard bytes.count == ATSHeader.length else {
      throw wrong("header", "has \(size) bytes where \(ATSHeader.length) are its header", copyAgain)
    }
    guard version != ATSHeader.slicedVersion else {
      throw wrong(
        "version (byte 0x002)", "is 1080, a file in slices, which is not read here",
        "write it anew as ATS of version 80 with the recorder's software")
    }
    guard ATSHeader.versions.contains(version) else {
      throw wrong("version (byte 0x002)", "cannot be \(version); 70 to 81 are known", copyAgain)
    }
    guard headerLength >= ATSHeader.length, headerLength <= size else {
      throw wrong(
        "length of the header (byte 0x000)",
        "cannot be \(headerLength) in a file of \(size) bytes", copyAgain)
    }
    guard SampleScale(factor: millivoltsPerCount).isUsable else {
      throw wrong("mV of one count (byte 0x010)", "cannot be \(millivoltsPerCount)", copyAgain)
    }
    guard sampleCount > 0 else { throw wrong("samples", "are none in this file", copyAgain) }
  }

  func wrong(_ place: String, _ problem: String, _ remedy: String) -> UserError {
    UserError(.data, path, at: place, problem, remedy: remedy)
  }

  private var copyAgain: String { "copy the file again from its source" }

  /// Where the header and the file do not agree on the number of samples, in words for the user.
  var countNotices: [String] {
    var notices: [String] = []
    if statedCount != sampleCount {
      notices.append(
        "its header speaks of \(statedCount) samples, the file has \(sampleCount): these are taken")
    }
    if (size - headerLength) % element.size != 0 { notices.append("its last sample is cut off") }
    return notices
  }
}
