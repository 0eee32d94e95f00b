/// The table and the bands of a Phoenix MTU-5: bursts at 150 Hz, and 15 Hz all the time.
package struct PhoenixMTUSample {
  /// The second after 2024-06-01T12:00:00 of each record of a second.
  package var bursts = [0, 1, 30, 31, 32, 60]
  package var continuous = Array(0..<20)
  package static let channels = ["Ex", "Ey", "Hx", "Hy", "Hz"]

  package init() {}

  /// The converter's number: sample `sample` of all that the band has, with all of its bits.
  package static func number(_ channel: Int, _ sample: Int) -> Int32 {
    let word = UInt32(truncatingIfNeeded: (sample + 1) * 2_654_435_761 * (channel + 1))
    return Int32(bitPattern: word) >> 8
  }

  private static func time(_ second: Int) -> [UInt8] {
    [UInt8(second % 60), UInt8(second / 60), 12, 1, 6, 24, 6, 20]
  }

  package func band(_ rate: Int, _ seconds: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (record, second) in seconds.enumerated() {
      bytes += PhoenixMTUSample.time(second)
      bytes.put(UInt16(1690))
      bytes.put(UInt16(rate))
      bytes += [5, 32, 0, 0, 0, 3]
      bytes.put(UInt16(rate))
      bytes += [0, 5, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 6)
      for scan in 0..<rate {
        for channel in 0..<5 {
          bytes.put(PhoenixMTUSample.number(channel, record * rate + scan), bytes: 3)
        }
      }
    }
    return bytes
  }

  package enum Value {
    case integer(Int32)
    case number(Double)
    case text(String)
  }

  package static let entries: [(tag: String, value: Value)] = [
    ("SNUM", .integer(1690)), ("SITE", .text("SYN01")), ("EGN", .integer(40)),
    ("HGN", .integer(12)), ("SRL4", .integer(150)), ("SRL5", .integer(15)),
    ("CHEX", .integer(1)), ("CHEY", .integer(2)), ("CHHX", .integer(3)), ("CHHY", .integer(4)),
    ("CHHZ", .integer(5)), ("EXLN", .number(100)), ("EYLN", .number(80)), ("EAZM", .number(7)),
    ("HAZM", .number(-3)), ("HXSN", .text("coil1693")), ("FSCV", .number(6.4)),
    ("HATT", .number(0.233)), ("HNOM", .number(1000)), ("ELEV", .integer(123)),
    ("LATG", .text("5230.000,N")), ("LNGG", .text("01315.000,W")),
  ]

  package func table(without left: String = "") -> [UInt8] {
    PhoenixMTUSample.entries.filter { $0.tag != left }.flatMap { tag, value in
      var bytes = Array(tag.utf8)
      bytes += [UInt8](repeating: 0, count: 12 - bytes.count)
      switch value {
      case .integer(let value): bytes.put(value)
      case .number(let value): bytes.put(value)
      // What follows the zero is left over from other texts.
      case .text(let value): bytes += Array(value.utf8) + [0, 0x58]
      }
      return Array((bytes + [UInt8](repeating: 0, count: 25)).prefix(25))
    }
  }

  package func files() -> SampleFiles {
    var files = SampleFiles()
    files["SYN01.TBL"] = table()
    files["SYN01.TS4"] = band(150, bursts)
    files["SYN01.TS5"] = band(15, continuous)
    return files
  }
}

/// Files of channels 0 (magnetic) and 3 (electric) of a Phoenix MTU-5C.
package struct MTU5CSample {
  /// 2024-06-01T12:01:50 in the satellites' clock.
  package static let recording = 1_717_243_328

  package init() {}

  package func header(
    channel: Int, sequence: Int = 1, rate: Int, exponent: Int8 = 0, sampleLength: UInt8,
    frameLength: Int = 0
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 128)
    bytes[1] = 1
    bytes.replace(at: 2, with: UInt16(128))
    bytes.replace(at: 4, with: "MTU-5C")
    bytes.replace(at: 12, with: "10128")
    bytes.replace(at: 20, with: UInt32(MTU5CSample.recording))
    bytes[24] = UInt8(channel)
    bytes.replace(at: 25, with: UInt32(sequence))
    bytes.replace(at: 29, with: UInt16(10))
    bytes.replace(at: 31, with: "BCM01-I")
    // A main gain of 4 and a low-pass filter at 10 Hz; the preamplifier for the electric channel.
    bytes[51] = channel == 3 ? 0x97 : 0x87
    bytes[52] = channel == 3 ? 0x08 : 0x01
    bytes.replace(at: 59, with: UInt16(rate))
    bytes.replace(at: 61, with: exponent)
    bytes[62] = sampleLength
    bytes.replace(at: 63, with: UInt32(frameLength))
    bytes.replace(at: 71, with: Float(-13.25))
    bytes.replace(at: 75, with: Float(52.5))
    bytes.replace(at: 79, with: Float(123.5))
    return bytes
  }

  package static func number(_ sample: Int) -> Int32 {
    PhoenixMTUSample.number(0, sample)
  }

  package static func volts(_ sample: Int) -> Float { Float(sample % 101) * 0.015625 - 0.5 }

  /// Frames of three bytes each, the most significant first; files have numbers from 0.
  package func frames(_ count: Int, channel: Int, sequence: Int = 0) -> [UInt8] {
    var bytes = header(
      channel: channel, sequence: sequence, rate: 24, exponent: 3, sampleLength: 3,
      frameLength: 64)
    for frame in 0..<count {
      for i in 0..<20 {
        let number = MTU5CSample.number(20 * frame + i)
        bytes += [16, 8, 0].map { UInt8(truncatingIfNeeded: number >> Int32($0)) }
      }
      bytes.put(UInt32(frame + 1))
    }
    return bytes
  }

  package func continuous(channel: Int, sequence: Int = 1, first: Int = 0, count: Int) -> [UInt8] {
    var bytes = header(channel: channel, sequence: sequence, rate: 30, sampleLength: 4)
    for sample in first..<first + count { bytes.put(MTU5CSample.volts(sample)) }
    return bytes
  }

  /// Segments of 240 samples, each so many seconds after the beginning.
  package func segments(channel: Int, after seconds: [Int]) -> [UInt8] {
    var bytes = header(channel: channel, rate: 2400, sampleLength: 4)
    for (number, second) in seconds.enumerated() {
      bytes.put(UInt32(MTU5CSample.recording + second))
      bytes.put(UInt32(240))
      bytes += [3, 0, 0, 0]
      // As recorders write it, which begin to look for the least value there.
      bytes.put(Float.greatestFiniteMagnitude)
      bytes.put(Float(1))
      bytes.put(Float(0.25))
      bytes += [UInt8](repeating: 0, count: 8)
      for sample in 0..<240 { bytes.put(MTU5CSample.volts(240 * number + sample)) }
    }
    return bytes
  }

  package static let description = """
    {"instid": "10128", "channel_map": {"mapping": [{"idx": 0, "tag": "H2"}, {"idx": 3, "tag": "E1"}]},
     "chconfig": {"chans": [{"tag": "H2", "serial": "57507", "type_name": "MTC-150", "azimuth": 90},
      {"tag": "E1", "length1": 48.0, "length2": 52.0, "serial": 0}]},
     "layout": {"Station_Name": "SYN05"}}
    """

  package func files() -> SampleFiles {
    var files = SampleFiles()
    for channel in [0, 3] {
      let stem = "\(channel)/10128_665B0DC0_\(channel)_0000000"
      files[stem + "1.bin"] = frames(4, channel: channel)
      // A second less in the first file, as the recorder begins late.
      files[stem + "1.td_30"] = continuous(channel: channel, count: 270)
      files[stem + "2.td_30"] = continuous(channel: channel, sequence: 2, first: 270, count: 300)
      files[stem + "1.td_2400"] = segments(channel: channel, after: [30, 60])
    }
    files["recmeta.json"] = Array(MTU5CSample.description.utf8)
    return files
  }
}
