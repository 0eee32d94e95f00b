import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  /// Filters of channels, from the file to what samples are divided by.
  @Suite struct FilterTests {
    static let lowPass = FilterStage(
      "low", gain: 3, unitsIn: "nanoTesla", unitsOut: "milliVolt",
      response: .polesAndZeros(
        poles: [Complex(-4, 3), Complex(-4, -3)], zeros: [], normalization: 25))

    /// A field's value of 1 with the coil that the filters are, and counts behind it.
    private static func chain(_ units: (String, String), gain: Double = 1e6) -> [FilterStage] {
      var coil = lowPass
      (coil.unitsIn, coil.unitsOut) = units
      return [
        coil,
        FilterStage(
          "counts", gain: gain, unitsIn: units.1, unitsOut: "digital counts", response: .scalar),
      ]
    }

    /// Writes a file with one channel of these filters whose samples are 1 to 4, and reads its recording.
    private func read(
      _ filters: [FilterStage], of channel: Channel = .hx, units: String = "digital counts",
      dipoleLength: Double? = nil, edit: (borrowing File, _ channelPath: String) throws -> Void
    ) throws -> (header: ChannelHeader, samples: [Double]) {
      try withTemporaryFolder { folder in
        let path = folder + "/site.h5"
        let header = ChannelHeader(
          channel, dipoleLength: dipoleLength, sensor: "MFS06", serial: "12",
          response: ChannelResponse(
            frequencies: [], amplitudes: [], phases: [], source: "", filters: filters))
        try write(header, units, to: path)
        try edit(
          File.open(path, .readWrite), "\(Self.survey)/Stations/A/run/\(channel.name.lowercased())")
        let locator = try #require(MTH5File(path).recordings.first).locator
        let recording = try MTH5Recording(locator)
        return (
          try #require(recording.header.channels.first), try recording.samples(channel, 0..<4)
        )
      }
    }

    private func read(
      _ filters: [FilterStage], of channel: Channel = .hx, units: String = "digital counts",
      dipoleLength: Double? = nil
    ) throws -> (header: ChannelHeader, samples: [Double]) {
      try read(filters, of: channel, units: units, dipoleLength: dipoleLength) { _, _ in }
    }

    private static let survey = "/Experiment/Surveys/Harz_2024"

    private func write(_ channel: ChannelHeader, _ units: String, to path: String) throws {
      let recording = RecordingHeader(
        name: "run", rate: SamplingRate(samples: 8, seconds: 1), start: Instant(nanoseconds: 0),
        sampleCount: 4, channels: [channel])
      let writer = try SiteFileWriter(path, SampleProject.site("A"))
      let run = try writer.add(
        recording, storing: .double(compression: nil), units: [channel.channel: units])
      try writer.append([1, 2, 3, 4].span, of: channel.channel, run: run)
      try writer.finish()
    }

    /// What a stored number of 1 means in the field's unit at 1 Hz.
    private func field(_ found: (header: ChannelHeader, samples: [Double])) throws -> Complex<
      Double
    > {
      let response = try #require(found.header.response)
      return Complex(found.samples[0]) / ResponseCurve(response).value(at: 1)
    }

    /// The same by the definition of poles and zeros.
    private func truth(_ unit: Double) -> Complex<Double> {
      let s = Complex(0, 2 * Double.pi)
      return Complex(unit / 75) * (s + Complex(4, -3)) * (s + Complex(4, 3))
    }

    @Test("a filter of each kind comes back as it was written")
    func kinds() throws {
      let filters = [
        FilterStage(
          "MFS06/12 on", gain: 2, unitsIn: "nanoTesla", unitsOut: "milliVolt",
          response: .table(frequencies: [1, 2], amplitudes: [3, 4], phases: [0.5, 0.25])),
        FilterStage(
          "high", unitsIn: "milliVolt", unitsOut: "milliVolt",
          response: .polesAndZeros(poles: [Complex(-1)], zeros: [.zero], normalization: 1)),
        FilterStage(
          "late", unitsIn: "milliVolt", unitsOut: "milliVolt", response: .delay(0.125)),
        FilterStage(
          "fir", gain: 1.5, unitsIn: "milliVolt", unitsOut: "milliVolt",
          response: .taps(FilterTaps([1, 2, 1], rate: 512, decimation: 4, gainFrequency: 3))),
      ]
      let (header, samples) = try read(filters, units: "milliVolt")
      let response = try #require(header.response)
      var expected = filters
      // As mth5 names them.
      expected[0].name = "mfs06_per_12_on"
      #expect(response.filters == expected)
      #expect(response.unit == "mV/nT" && response.source == "site.h5" && response.reachesField)
      #expect(header.notices == [] && header.isCalibrated == false && header.sampleUnit == "mV")
      #expect(samples == [1, 2, 3, 4])
    }

    @Test("gains are divided out once, and units brought to mV and nT")
    func units() throws {
      let plain = try read(Self.chain(("nanoTesla", "milliVolt")))
      #expect(abs(plain.samples[0] - 1e-6) < 1e-21)
      #expect((try field(plain) - truth(1e-6)).length < 1e-15 * truth(1e-6).length)
      let large = try read(Self.chain(("tesla", "volt")))
      #expect(abs(large.samples[0] - 1e-3) < 1e-18 && large.header.sampleUnit == "mV")
      #expect(large.header.response?.unit == "mV/nT")
      #expect((try field(large) - truth(1e3)).length < 1e-14 * truth(1e3).length)
      // A gain between two filters, and a unit that changes where they meet.
      var filters = Self.chain(("nanoTesla", "volt"))
      filters[1] = FilterStage(
        "gain", gain: 10, unitsIn: "milliVolt", unitsOut: "milliVolt", response: .scalar)
      filters.append(
        FilterStage(
          "late", unitsIn: "milliVolt", unitsOut: "milliVolt", response: .delay(1)))
      let mixed = try read(filters, units: "milliVolt")
      #expect((try field(mixed) - truth(1e-4)).length < 1e-14 * truth(1e-4).length)
      #expect(mixed.header.response?.filters.map(\.unitsOut) == ["milliVolt", "milliVolt"])
    }

    @Test("an electric channel's filter leaves its samples in mV/km")
    func electric() throws {
      var filter = Self.lowPass
      (filter.unitsIn, filter.unitsOut) = ("milliVolt", "milliVolt")
      let byLength = try read([filter], of: .ex, units: "milliVolt", dipoleLength: 50)
      #expect(byLength.samples[0] == 20 && byLength.header.sampleUnit == "mV/km")
      #expect(byLength.header.response?.unit == "1" && byLength.header.notices == [])
      let dipole = FilterStage(
        "dipole", gain: 0.05, unitsIn: "milliVolt per kilometer", unitsOut: "milliVolt",
        response: .scalar)
      let byFilter = try read([dipole, filter], of: .ex, units: "milliVolt")
      #expect(byFilter.samples[0] == 20 && byFilter.header.sampleUnit == "mV/km")
      #expect((try field(byFilter) - truth(20)).length < 1e-14 * truth(20).length)
      filter.unitsIn = "milliVolt per kilometer"
      #expect(try read([filter], of: .ex, units: "milliVolt").header.sampleUnit == "mV")
    }

    @Test("a filter that is not in the samples is left alone")
    func notApplied() throws {
      let found = try read(Self.chain(("nanoTesla", "milliVolt"))) { file, path in
        try file.dataset(path).setAttributes([
          "filters": .text(
            #"[{"applied_filter": {"name": "low", "applied": false, "stage": 1}}, "#
              + #"{"applied_filter": {"name": "counts", "applied": true, "stage": 2}}]"#)
        ])
      }
      #expect(found.header.response == nil)
      #expect(
        found.header.notices == [ChannelHeader.unappliedNotice("low"), ChannelHeader.coilNotice])
      #expect(found.header.hasUnappliedFilter)
      #expect(abs(found.samples[0] - 1e-6) < 1e-21)
    }

    @Test("without the sensor's own filter the rest is known, and the notice of the coil stays")
    func partial() throws {
      var filters = Self.chain(("milliVolt", "milliVolt"))
      let found = try read(filters)
      #expect(found.header.response?.reachesField == false)
      #expect(found.header.notices == [ChannelHeader.coilNotice])
      filters[0].unitsIn = "unknown"
      #expect(try read(filters).header.notices.first?.contains("unknown") == true)
    }

    @Test("a filter that is not in the file is named")
    func missing() throws {
      let found = try read(Self.chain(("nanoTesla", "milliVolt"))) { file, _ in
        try file.remove("\(Self.survey)/Filters/zpk/low")
      }
      #expect(
        found.header.notices.first == "filter low is not in the file: its effect is not removed")
    }

    @Test("a filter that cannot be used ends the reading, with file, filter and remedy")
    func broken() throws {
      var filter = FilterStage(
        "fir", unitsIn: "nanoTesla", unitsOut: "milliVolt",
        response: .taps(FilterTaps([1, -1], rate: 8)))
      let wrong: [FilterStage.Response] = [
        filter.response, .delay(.nan), .taps(FilterTaps([1], rate: 0)),
        .table(frequencies: [1, 1], amplitudes: [1, 1], phases: [0, 0]),
        .table(frequencies: [1, 2], amplitudes: [1, 0], phases: [0, 0]),
        .polesAndZeros(poles: [Complex(.nan, 0)], zeros: [], normalization: 1),
      ]
      for response in wrong {
        filter.response = response
        let error = #expect(throws: UserError.self) { try read([filter], units: "milliVolt") }
        #expect(error?.place.hasSuffix("/hx, filter fir") == true, "\(response)")
        #expect(error?.remedy.contains("applied") == true)
      }
    }

    @Test("phases are radians, or by their size degrees or milliradians, which is said")
    func phases() throws {
      for (phases, factor, word) in [
        ([18.0, -18], 1.0, nil), ([10.0, -19], Double.pi / 180, "degrees"),
        ([1600.0, 3], 1e-3, "milliradians"),
      ] {
        let filter = FilterStage(
          "coil", unitsIn: "nanoTesla", unitsOut: "milliVolt",
          response: .table(frequencies: [1, 2], amplitudes: [1, 1], phases: phases))
        let header = try read([filter], units: "milliVolt").header
        #expect(
          header.response?.filters.first?.response
            == .table(
              frequencies: [1, 2], amplitudes: [1, 1], phases: phases.map { $0 * factor }))
        #expect(header.notices.first?.contains(word ?? "nothing") == (word == nil ? nil : true))
      }
    }

    @Test("the half of a symmetric filter that is stored is made whole")
    func symmetry() throws {
      let half = FilterStage(
        "fir", unitsIn: "nanoTesla", unitsOut: "milliVolt",
        response: .taps(FilterTaps([1, 2, 3], rate: 8)))
      for (symmetry, taps) in [
        ("NONE", [1.0, 2, 3]), ("EVEN", [1, 2, 3, 3, 2, 1]), ("ODD", [1, 2, 3, 2, 1]),
      ] {
        let found = try read([half], units: "milliVolt") { file, _ in
          try file.group("\(Self.survey)/Filters/fir/fir")
            .setAttributes(["symmetry": .text(symmetry)])
        }
        #expect(
          found.header.response?.filters.first?.response == .taps(FilterTaps(taps, rate: 8)))
      }
    }

    @Test("two filters of one name and other numbers get names of their own")
    func names() throws {
      try withTemporaryFolder { folder in
        func channel(_ channel: Channel, gain: Double) -> ChannelHeader {
          var filter = Self.lowPass
          filter.gain = gain
          return ChannelHeader(
            channel,
            response: ChannelResponse(
              frequencies: [], amplitudes: [], phases: [], source: "", filters: [filter]))
        }
        let recording = RecordingHeader(
          name: "run", rate: SamplingRate(samples: 8, seconds: 1), start: Instant(nanoseconds: 0),
          sampleCount: 4,
          channels: [channel(.hx, gain: 3), channel(.hy, gain: 4), channel(.hz, gain: 3)])
        let writer = try SiteFileWriter(folder + "/a.h5", SampleProject.site("A"))
        let run = try writer.add(
          recording, storing: .double(compression: nil),
          units: [.hx: "milliVolt", .hy: "milliVolt", .hz: "milliVolt"])
        for channel in [Channel.hx, .hy, .hz] {
          try writer.append([Double](repeating: 1, count: 4).span, of: channel, run: run)
        }
        try writer.finish()
        let header = try #require(MTH5File(folder + "/a.h5").recordings.first).header
        #expect(
          header.channels.map { $0.response?.filters.map(\.name) } == [["low"], ["low_2"], ["low"]])
        #expect(header.channels.map { $0.response?.filters.first?.gain } == [3, 4, 3])
      }
    }

    @Test("a channel without samples names the filters as taken out")
    func takenOut() throws {
      try withTemporaryFolder { folder in
        let recording = RecordingHeader(
          name: "run", rate: SamplingRate(samples: 8, seconds: 1), start: Instant(nanoseconds: 0),
          sampleCount: 4,
          channels: [
            ChannelHeader(
              .hx,
              response: ChannelResponse(
                frequencies: [], amplitudes: [], phases: [], source: "", filters: [Self.lowPass]))
          ])
        let writer = try SiteFileWriter(folder + "/a.h5", SampleProject.site("A"))
        try writer.add(recording)
        try writer.finish()
        let file = try File.open(folder + "/a.h5")
        let text = try file.dataset("\(Self.survey)/Stations/A/run/hx").attribute("filters")?.text
        #expect(
          text == #"[{"applied_filter": {"applied": false, "name": "low", "stage": 1}}]"#)
      }
    }
  }
}
