import Foundation
import Testing

/// A survey of one site in the binary format of resistics, whose magnetic channels have coils.
final class CoilSurvey {
  let folder: TemporaryFolder
  var path: String { folder.path }

  static let windows = "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n"
  /// The same, with coils used as they are.
  static let settings = windows + "[Calibration]\nrequire = none\n"

  /// Makes the survey with a recording of all samples.
  init() throws {
    folder = try TemporaryFolder()
    try write("skindepth.ini", Self.settings)
    try write("old.prj", "Reference time = 2020-09-13 00:00:00\n")
    try addRecording("meas_01", start: "12:26:40.000000")
  }

  /// Adds a recording at 1 Hz of some of the samples.
  func addRecording(
    _ name: String, start: String, samples range: Range<Int> = 0..<TestSurvey.sampleCount,
    rate: String = "1", change: (String, Int, Double) -> Double = { $2 }
  ) throws {
    try writeHeaders(name, start: start, sampleCount: range.count, rate: rate)
    for (number, (channel, samples)) in Self.channels.enumerated() {
      var bytes = Data()
      for index in range {
        let bits = Float(change(channel, index, samples[index])).bitPattern
        for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt32(place)))) }
      }
      try write("timeData/A/\(name)/chan_0\(number).dat", bytes)
    }
  }

  /// Adds a recording of zeros, a month later, that takes no room on the disk.
  func addLongRecording(_ name: String, sampleCount: Int) throws {
    try writeHeaders(name, start: "12:00:00.000000", sampleCount: sampleCount, month: 10)
    for number in Self.channels.indices {
      try write("timeData/A/\(name)/chan_0\(number).dat", Data())
      let file = try FileHandle(
        forWritingTo: URL(filePath: path + "/timeData/A/\(name)/chan_0\(number).dat"))
      try file.truncate(atOffset: UInt64(4 * sampleCount))
      try file.close()
    }
  }

  /// The mean of a file of samples.
  func mean(_ name: String) throws -> Double {
    let bytes = try Data(contentsOf: URL(filePath: path + "/" + name))
    let values = stride(from: 0, to: bytes.count, by: 4).map { place in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
      return Double(Float(bitPattern: bits))
    }
    return values.reduce(0, +) / Double(values.count)
  }

  private static let channels = TestSurvey.samples.sorted { $0.key < $1.key }

  private func writeHeaders(
    _ name: String, start: String, sampleCount: Int, rate: String = "1", month: Int = 9
  ) throws {
    let shared = """
      sample_freq = \(rate)
      num_samples = \(sampleCount)
      start_time = \(start)
      start_date = 2020-\(month < 10 ? "0" : "")\(month)-13
      """
    for (number, (channel, _)) in Self.channels.enumerated() {
      let isCoil = channel.hasPrefix("h")
      try write(
        "timeData/A/\(name)/chan_0\(number).hdr",
        """
        HEADER = CHANNEL
        \(shared)
        ats_data_file = chan_0\(number).dat
        sensor_type = \(isCoil ? "MFS06" : "None")
        channel_type = \(channel.prefix(1).uppercased() + channel.dropFirst())
        scaling_applied = True
        sensor_sernum = \(isCoil ? 300 + number : 0)
        hchopper = 1
        """)
    }
    try write(
      "timeData/A/\(name)/global.hdr", "HEADER = GLOBAL\n\(shared)\nmeas_channels = 4\n")
  }

  /// The configuration with some keys of a section.
  func configure(_ section: String, _ lines: String...) throws {
    try write(
      "skindepth.ini",
      "[\(section)]\n" + lines.joined(separator: "\n") + "\n"
        + (section == "Calibration" ? Self.windows : Self.settings))
  }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ bytes: Data) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: file))
  }

  /// A coil that gives ten times the field at every frequency.
  func addCalibration(_ serial: Int, folder: String = "calData", gain: Double = 10) throws {
    try write("\(folder)/IC_\(serial).TXT", Self.calibration(serial, gain: gain))
  }

  static func calibration(_ serial: Int, gain: Double = 10) -> String {
    "Serial = \(serial)\nSensor = MFS06\nStatic gain = \(gain)\nMagnitude unit = mV/nT\n"
      + "Phase unit = degrees\nChopper = False\n\nCALIBRATION DATA\n1e-6 1 0\n1 1 0\n1e3 1 0\n"
  }

  /// The impedances of an EDI file, block by block.
  func impedances(site: String = "A") throws -> [String: [Double]] {
    try folder.impedances(site: site)
  }
}

extension TemporaryFolder {
  /// The impedances of an EDI file, block by block.
  func impedances(site: String = "A") throws -> [String: [Double]] {
    try Self.impedances(of: path, "\(site)_single")
  }

  /// Those of a survey's EDI file of that name.
  static func impedances(of path: String, _ name: String) throws -> [String: [Double]] {
    // The rate stands behind the name.
    let files = try FileManager.default.contentsOfDirectory(atPath: path + "/edi").filter {
      $0.hasPrefix(name + "_") && $0.dropFirst(name.count + 1).contains(/^[0-9.]+(Hz|s)\.edi$/)
    }
    let file = path + "/edi/" + (files.count == 1 ? files[0] : name + ".edi")
    let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
    var blocks: [String: [Double]] = [:]
    var block: String?
    for line in text.split(separator: "\n") {
      if line.hasPrefix(">") {
        block = line.dropFirst().split(separator: " ").first.map(String.init)
      } else if let block, block.hasPrefix("Z"), block.count == 4, block != "ZROT" {
        blocks[block, default: []] += line.split(separator: " ").compactMap { Double($0) }
      }
    }
    return blocks
  }
}
