import Configuration
import FormatSamples
import Formats
import Foundation
import Model

/// A reader that the fuzzer feeds: the names of the files that an input becomes, and what to do with them.
struct FuzzReader: Sendable {
  /// Parts an input into files. No file of any format has these bytes by chance.
  /// Parts an input into files; no file of any format has these bytes by chance.

  let name: String
  let files: [String]
  let seeds: [SampleFiles]
  let read: @Sendable (_ folder: String) throws -> Void

  static let all: [FuzzReader] = timeSeries + others

  /// The files of an input, which may be fewer than there are names.
  func write(_ input: [UInt8], to folder: String) throws {
    var rest = input[...]
    for file in files {
      let end = Self.separatorStart(rest)
      try Data(rest[..<end]).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
      rest = rest[min(end + Self.separator.count, rest.endIndex)...]
    }
  }

  private static func separatorStart(_ bytes: ArraySlice<UInt8>) -> Int {
    var next = bytes.startIndex
    while next + separator.count <= bytes.endIndex {
      if bytes[next] == separator[0], bytes[next...].starts(with: separator) { return next }
      next += 1
    }
    return bytes.endIndex
  }

  /// Inputs to begin with.
  var corpus: [[UInt8]] {
    seeds.map { seed in
      Array(files.map { seed[$0] }.joined(separator: FuzzReader.separator))
    }
  }
}

/// Finds and reads all that is in a folder; what is wrong with it must be an error for the user.
@Sendable private func readAll(_ folder: String) throws {
  let found = try TimeSeriesFormats.discover(siteFolder: folder)
  for locator in found.recordings {
    guard let source = try? TimeSeriesFormats.open(locator) else { continue }
    for channel in source.header.channels {
      for start in stride(from: 0, to: source.header.sampleCount, by: 4096) {
        let count = min(4096, source.header.sampleCount - start)
        var values = [Double](repeating: 0, count: count)
        var span = values.mutableSpan
        // The first slice that cannot be read says enough.
        do { try source.read(channel.channel, start..<start + count, into: &span) } catch { break }
      }
    }
  }
}

extension FuzzReader {
  private static func reader(_ name: String, _ files: [String], _ seeds: SampleFiles...)
    -> FuzzReader
  {
    FuzzReader(name: name, files: files, seeds: seeds, read: readAll)
  }

  /// Files by their names.
  private static func files(_ pairs: (String, [UInt8])...) -> SampleFiles {
    var files = SampleFiles()
    for (name, bytes) in pairs { files[name] = bytes }
    return files
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static var timeSeries: [FuzzReader] {
    var ats = ATSSample()
    ats.sampleCount = 40
    var lemi = LEMI423Sample()
    lemi.gap = (after: 40, length: 3)
    var electric = LEMI423Sample()
    electric.isElectric = true
    var rows = LEMI424Sample()
    rows.rowCount = 12
    rows.missing = 5..<7
    var phoenix = PhoenixMTUSample()
    phoenix.bursts = [0, 1, 30]
    let native = MTU5CSample()
    let spam = SPAMSample()
    let header =
      "HEADER = GLOBAL\nsample_freq = 8\nnum_samples = 9\nstart_time = 12:00:00.0\n"
      + "start_date = 2024-06-01\n"
    let channel = header + "ats_data_file = c\nchannel_type = Ex\nts_lsb = 2\npos_x2 = 9\n"
    let names = ATSSSample.names["Hy"] ?? ""
    return [
      reader(
        "ats", [ATSSample.fileName(0), ATSSample.fileName(2), ATSSample.jobName], ats.files()),
      reader("atss", [names + ".atss", names + ".json"], ATSSSample().files()),
      reader("spam", [spam.name + ".XTR", spam.name + ".RAW"], spam.files()),
      reader(
        "lemi423", ["a.B423", "lemi.ini"],
        files(("a.B423", lemi.file()), ("lemi.ini", text("dipole.Ex = 5\nmagnetic = nT\n"))),
        files(("a.B423", electric.file()))),
      reader("lemi424", ["a.txt"], files(("a.txt", text(rows.text())))),
      reader(
        "phoenix", ["a.TBL", "a.TS4"],
        files(("a.TBL", phoenix.table()), ("a.TS4", phoenix.band(15, phoenix.bursts)))),
      reader(
        "mtu5c", ["a_1.td", "recmeta.json"],
        files(
          ("a_1.td", native.frames(2, channel: 0)), ("recmeta.json", text(MTU5CSample.description))),
        files(("a_1.td", native.segments(channel: 3, after: [30, 60]))),
        files(("a_1.td", native.continuous(channel: 0, count: 20)))),
      reader(
        "resistics", ["global.hdr", "chan_00.hdr", "c"],
        files(
          ("global.hdr", text(header + "meas_channels = 1\n")),
          ("chan_00.hdr", text(channel + "scaling_applied = False\n")),
          ("c", [UInt8](repeating: 7, count: 36)))),
      reader(
        "resistics-ascii", ["global.hdr", "chan_00.hdr", "c.ascii"],
        files(
          ("global.hdr", text(header + "meas_channels = 1\n")),
          ("chan_00.hdr", text(channel.replacingOccurrences(of: "= c\n", with: "= c.ascii\n"))),
          ("c.ascii", text("1\n2.5\n-3e5\n4\n5\n6\n7\n8\n9\n")))),
      reader(
        "channel-text", ["a.ex"],
        files(("a.ex", text("# S ex 0.5 1e9 4 mV/km 1 2 3\n1\n2.5\n-3e-5\n4\n")))),
      reader(
        "columns", ["c.txt", "c.txt.ini"],
        files(
          ("c.txt", text("1, 2.5 3e-3\n4 nan 1D5\n# x\n7 8 9\n")),
          (
            "c.txt.ini",
            text("rate = 1/8\nstart = 2000-01-01\nchannels = Ex - Hy\nscale.Ex = 2\nlatitude = 3\n")
          ))),
    ]
  }

  private static var others: [FuzzReader] {
    [
      FuzzReader(
        name: "transfer-function", files: ["a.tf"],
        seeds: TransferFunctionSamples.texts.map { files(("a.tf", text($0))) },
        read: { _ = try TransferFunctionFile.read($0 + "/a.tf") }),
      FuzzReader(
        name: "ini", files: ["a.ini"],
        seeds: [files(("a.ini", text("[Global]\nname = x\n; c\n[Window]\nminwindows = 3\n")))],
        read: { folder in
          _ = try Settings(
            text: try configurationText(atPath: folder + "/a.ini"), file: "a.ini")
        }),
      FuzzReader(
        name: "json", files: ["a"], seeds: [files(("a", text(MTU5CSample.description)))],
        read: { _ = JSONText(utf8: [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0 + "/a")))) }
      ),
    ]
  }
}

enum TransferFunctionSamples {
  static let texts = [
    """
    >HEAD
      DATAID="A"
      LAT=52:30:00
      LONG=-13:15:00
      EMPTY=1.0E32
    >=MTSECT
      NFREQ=2
    >FREQ //2
     1 0.5
    >ZROT //2
     0 30
    >ZXYR ROT=ZROT //2
     1 2
    >ZXYI ROT=ZROT //2
     3 1.0E32
    >ZXY.VAR ROT=ZROT //2
     0.5 0.25
    >TXR.EXP //2
     0.1 0.2
    >TXI.EXP //2
     0.1 0.2
    >END
    """,
    """
    TRANSFER FUNCTIONS IN MEASUREMENT COORDINATES
    ********* WITH FULL ERROR COVARIANCE ********
    robust
    station: A
    coordinate 1 2 declination 0
    number of channels 4 number of frequencies 1
     orientations and tilts of each channel
     1 0 0 A Hx
     2 90 0 A Hy
     3 0 0 A Ex
     4 90 0 A Ey

    period : 2 decimation level 1 freq. band from 1 to 2
    number of data point 9 sampling freq. 1 Hz
     Transfer Functions
     1 2 3 4
     5 6 7 8
     Inverse Coherent Signal Power Matrix
     1 0
     0 0 1 0
     Residual Covariance
     1 0
     0 0 1 0

    """,
  ]
}
