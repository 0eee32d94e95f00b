import FormatSamples
import Formats
import Model

extension RecordingSource {
  /// Reads all samples, each channel up to the first slice that cannot be read, and then all together.
  func readAll(_ problems: inout Problems) {
    for channel in header.channels.map(\.channel) {
      for start in stride(from: 0, to: header.sampleCount, by: 4096) {
        let range = start..<min(start + 4096, header.sampleCount)
        guard problems.noting({ try samples(of: channel, range) }) != nil else { break }
      }
    }
    let channels = header.channels.map(\.channel)
    _ = problems.noting { try read(channels, 0..<header.sampleCount) { _, _, _ in } }
  }
}

extension FuzzReader {
  private static func reader(
    _ name: String, _ files: [String], _ seeds: SampleFiles...
  ) -> FuzzReader {
    FuzzReader(name: name, files: files, seeds: seeds) { folder, problems in
      let found = problems.noting { try TimeSeriesFormats.discover(siteFolder: folder) }
      problems.note(found?.problems ?? [])
      for locator in found?.recordings ?? [] {
        if let source = problems.noting({ try TimeSeriesFormats.open(locator) }) {
          source.readAll(&problems)
        }
      }
    }
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  static var timeSeries: [FuzzReader] {
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
        SampleFiles(("a.B423", lemi.file()), ("lemi.ini", text("dipole.Ex = 5\nmagnetic = nT\n"))),
        SampleFiles(("a.B423", electric.file()))),
      reader("lemi424", ["a.txt"], SampleFiles(("a.txt", text(rows.text())))),
      reader(
        "phoenix", ["a.TBL", "a.TS4"],
        SampleFiles(("a.TBL", phoenix.table()), ("a.TS4", phoenix.band(15, phoenix.bursts)))),
      reader(
        "mtu5c", ["a_1.td", "recmeta.json"],
        SampleFiles(
          ("a_1.td", native.frames(2, channel: 0)), ("recmeta.json", text(MTU5CSample.description))),
        SampleFiles(("a_1.td", native.segments(channel: 3, after: [30, 60]))),
        SampleFiles(("a_1.td", native.continuous(channel: 0, count: 20)))),
      reader(
        "resistics", ["global.hdr", "chan_00.hdr", "c"],
        SampleFiles(
          ("global.hdr", text(header + "meas_channels = 1\n")),
          ("chan_00.hdr", text(channel + "scaling_applied = False\n")),
          ("c", [UInt8](repeating: 7, count: 36)))),
      reader(
        "resistics-ascii", ["global.hdr", "chan_00.hdr", "c.ascii"],
        SampleFiles(
          ("global.hdr", text(header + "meas_channels = 1\n")),
          ("chan_00.hdr", text(channel.replacing("= c\n", with: "= c.ascii\n"))),
          ("c.ascii", text("1\n2.5\n-3e5\n4\n5\n6\n7\n8\n9\n")))),
      reader(
        "channel-text", ["a.ex"],
        SampleFiles(("a.ex", text("# S ex 0.5 1e9 4 mV/km 1 2 3\n1\n2.5\n-3e-5\n4\n")))),
      reader("gzip", ["a.ex.gz"], SampleFiles(("a.ex.gz", gzipped))),
      reader(
        "columns", ["c.txt", "c.txt.ini"],
        SampleFiles(
          ("c.txt", text("1, 2.5 3e-3\n4 nan 1D5\n# x\n7 8 9\n")),
          (
            "c.txt.ini",
            text("rate = 1/8\nstart = 2000-01-01\nchannels = Ex - Hy\nscale.Ex = 2\nlatitude = 3\n")
          ))),
    ]
  }

  /// A channel of six samples in a file of two compressed parts.
  private static let gzipped: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x53, 0x56, 0x08, 0x56, 0x48, 0xad,
    0x50, 0x30, 0xd0, 0x33, 0x55, 0x30, 0x4c, 0xb5, 0x54, 0x30, 0x53, 0xc8, 0x0d, 0xd3, 0xcf, 0xce,
    0x55, 0x30, 0x54, 0x30, 0x52, 0x30, 0xe6, 0x32, 0xe4, 0x32, 0xd2, 0x33, 0xe5, 0xd2, 0x35, 0x4e,
    0xd5, 0x35, 0xe5, 0x32, 0xe1, 0x02, 0x00, 0x36, 0x51, 0x5a, 0xfb, 0x2b, 0x00, 0x00, 0x00, 0x1f,
    0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x33, 0xe5, 0x32, 0xe3, 0x02, 0x00, 0x32,
    0x2a, 0xef, 0x82, 0x04, 0x00, 0x00, 0x00,
  ]
}
