import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite struct ReaderFailureTests {
    private func failure(_ path: String) throws -> UserError {
      try #require(throws: UserError.self) { _ = try MTH5File(path) }
    }

    @Test("what is no MTH5 file is refused with its name and a remedy")
    func refusals() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let url = URL(fileURLWithPath: path)
        #expect(try failure(path).problem.contains("No such file"))
        try Data().write(to: url)
        #expect(try failure(path).problem.contains("empty"))
        try Data(repeating: 0x41, count: 5000).write(to: url)
        #expect(try failure(path).problem.contains("not an HDF5 file"))
        try File.create(path, replacing: true).close()
        #expect(try failure(path).problem.contains("not an MTH5 file"))
        #expect(try !failure(path).remedy.isEmpty)
        #expect(try failure(path).subject == path)
        #expect(!MTH5File.recognizes(path))
      }
    }

    @Test("a site file cut off anywhere is refused with its name", arguments: [100, 2000, 20000])
    func truncated(kept: Int) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try SampleProject.writeSite("A", to: path, samples: .single(compression: nil))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try #require(whole.count > 30000)
        try whole.prefix(kept).write(to: URL(fileURLWithPath: path))
        let error = try failure(path)
        #expect(error.subject == path)
        #expect(error.remedy.contains("cut off"), "\(error)")
      }
    }

    /// A file of one channel, written by hand so that anything about it can be wrong.
    private func write(
      _ path: String, version: AttributeValue = "0.2.0",
      changes: [String: AttributeValue] = [:], samples: [Double] = [1, 2, 3],
      channel: String = "ex",
      options: StorageOptions = .contiguous
    ) throws {
      let file = try File.create(path, replacing: true)
      try file.setAttributes(["file.type": "MTH5", "file.version": version])
      let root = version == "0.1.0" ? "/Survey" : "/Experiment/Surveys/S"
      let dataset = try file.createDataset(
        "\(root)/Stations/A/r/\(channel)", values: samples, options: options)
      try dataset.setAttributes(
        [
          "component": .text(channel), "sample_rate": 8, "units": "milliVolt per kilometer",
          "time_period.start": "2024-06-01T00:00:00+00:00",
        ].merging(changes) { $1 })
      try file.close()
    }

    @Test("a contradiction in the metadata names the place")
    func contradictions() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(path, version: "0.3.0")
        #expect(try failure(path).problem.contains("0.3.0"))
        try write(path, changes: ["sample_rate": -8])
        #expect(try failure(path).place.contains("/Stations/A/r/ex, attribute sample_rate"))
        try write(path, changes: ["time_period.start": "yesterday"])
        #expect(try failure(path).problem.contains("yesterday"))
      }
    }

    @Test("a recording that would last for centuries is refused", arguments: [2e-9, 2e-6, 9e7])
    func absurdRate(hertz: Double) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let samples = [Double](repeating: 1, count: 20_000)
        try write(path, changes: ["sample_rate": .real(hertz)], samples: samples)
        let error = try failure(path)
        #expect(error.subject == path && error.place == "/Experiment/Surveys/S/Stations/A/r")
        #expect(error.problem.contains("2262") || error.problem.contains("no recorder has"))
      }
    }

    @Test("a filter's stage that is no whole number counts as its place in the list")
    func absurdStage() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let filters = ["1e300", "0.5", "NaN"].enumerated().map { index, stage in
          "{\"applied_filter\": {\"name\": \"f\(index)\", \"stage\": \(stage)}}"
        }
        try write(path, changes: ["filters": .text("[\(filters.joined(separator: ", "))]")])
        let listed = try #require(MTH5File(path).recordings.first)
        let notices = listed.header.channels[0].notices
        #expect(notices.map { $0.split(separator: " ")[1] } == ["f2", "f1", "f0"])
      }
    }

    @Test("a value that is not a number is refused with its place")
    func notANumber() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(path, samples: [1, 2, .nan, 4])
        let recording = try MTH5Recording(
          #require(MTH5File(path).recordings.first).locator)
        #expect(try recording.samples(.ex, 0..<2) == [1, 2])
        let error = #expect(throws: UserError.self) { try recording.samples(.ex, 1..<4) }
        #expect(error?.place == "/Experiment/Surveys/S/Stations/A/r/ex, sample 2")
      }
    }

    /// However the samples lie in the file, they are read and scaled in pieces.
    @Test(
      "samples far into a recording are scaled, and refused with their place",
      arguments: [
        .contiguous, .chunked([1000]), .chunked([32768]), .chunked([150_000], compression: 1),
      ] as [StorageOptions])
    func pieces(options: StorageOptions) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        var samples = (0..<200_000).map(Double.init)
        samples[180_000] = .nan
        try write(
          path, changes: ["units": "Volt per kilometer"], samples: samples, options: options)
        let recording = try MTH5Recording(
          #require(MTH5File(path).recordings.first).locator)
        for range in [0..<180_000, 65_535..<65_537, 70_001..<140_000, 180_001..<200_000, 5..<5] {
          let isEqual = try recording.samples(.ex, range) == range.map { 1000 * Double($0) }
          #expect(isEqual, "\(range)")
        }
        let error = #expect(throws: UserError.self) { try recording.samples(.ex, 3..<190_000) }
        #expect(error?.place == "/Experiment/Surveys/S/Stations/A/r/ex, sample 180000")
        recording.keepMissing()
        let kept = try recording.samples(.ex, 179_999..<180_002)
        #expect(kept[0] == 179_999_000 && kept[1].isNaN && kept[2] == 180_001_000)
      }
    }

    @Test(
      "a transfer function with a table that is too short is refused with the table's name",
      arguments: [
        "level", "transfer_function", "variance", "inverse_signal_power", "residual_covariance",
        "window_count", "weight_sum", "coherence", "passes", "converged",
      ])
    func shortTable(name: String) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try SampleProject.writeSite("A", to: path, samples: .none)
        let file = try File.open(path, .readWrite)
        let place = "/skindepth/Harz_2024/A/transfer_functions/single"
        try #require(try file.exists("\(place)/\(name)"))
        try file.remove("\(place)/\(name)")
        let complex = ["transfer_function", "inverse_signal_power", "residual_covariance"]
        if complex.contains(name) {
          try file.createDataset("\(place)/\(name)", values: [Complex<Double>.one])
        } else {
          try file.createDataset("\(place)/\(name)", values: [1.0])
        }
        try file.close()
        let error = #expect(throws: UserError.self) { try StoredTransferFunction.readAll(path) }
        #expect(error?.subject == path && error?.place == "\(place)/\(name)")
      }
    }

    @Test("a transfer function without channels, or with a period of zero, is refused")
    func emptyFunction() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try SampleProject.writeSite("A", to: path, samples: .none)
        let station = "/Experiment/Surveys/Harz_2024/Stations/A"
        let common = "\(station)/Transfer_Functions/A_single"
        let file = try File.open(path, .readWrite)
        let values = try file.dataset("\(common)/transfer_function")
        try values.setAttributes(["output_channels": "[]", "input_channels": "[]"])
        try file.close()
        let expected = "its estimates do not have the shape"
        #expect(try functionFailure(path).problem.contains(expected))
        let again = try File.open(path, .readWrite)
        try again.dataset("\(common)/period").write([0.0], Hyperslab(start: [0], count: [1]))
        try again.close()
        #expect(try functionFailure(path).problem.contains("a period is no positive number"))
      }
    }

    private func functionFailure(_ path: String) throws -> UserError {
      try #require(throws: UserError.self) { try StoredTransferFunction.readAll(path) }
    }

    @Test("a member that the file does not have is named with those it has")
    func noSuchMember() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(path)
        let error = #expect(throws: UserError.self) {
          _ = try MTH5Recording(RecordingLocator(format: "mth5", path: path, member: "S/B/r"))
        }
        #expect(error?.remedy.contains("S/A/r") == true)
      }
    }

    @Test("a recording is found by its ids, whatever its groups are called")
    func unusualGroupNames() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(path)
        let file = try File.open(path, .readWrite)
        try file.group("/Experiment/Surveys/S/Stations/A").setAttribute("id", to: "other")
        try file.close()
        let listed = try #require(MTH5File(path).recordings.first)
        #expect(listed.locator.member == "S/other/r")
        #expect(try MTH5Recording(listed.locator).samples(.ex, 0..<1) == [1])
      }
    }

    @Test(
      "units are converted, and what cannot be is said",
      arguments: [
        ("ex", "V/m", 0, 1e6, 0), ("ex", "millivolts per kilometer", 0, 1, 0),
        ("ex", "milliVolt", 50, 20, 0), ("ex", "milliVolt", 0, 1, 1), ("hy", "Tesla", 0, 1e9, 0),
        ("bx", "picoTesla", 0, 1e-3, 0), ("hz", "digital counts", 0, 1, 1),
      ] as [(String, String, Double, Double, Int)])
    func units(channel: String, unit: String, dipole: Double, factor: Double, notices: Int) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(
          path, version: "0.1.0", changes: ["units": .text(unit), "dipole_length": .real(dipole)],
          channel: channel)
        let listed = try #require(MTH5File(path).recordings.first)
        let header = try #require(listed.header.channels.first)
        #expect(header.notices.count == notices)
        let samples = try MTH5Recording(listed.locator).samples(header.channel, 0..<3)
        #expect(samples == [1, 2, 3].map { $0 * factor })
      }
    }

    @Test("channels of unequal start are cut to the time they share")
    func commonTime() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(path, samples: (0..<20).map { Double($0) })
        let file = try File.open(path, .readWrite)
        let dataset = try file.createDataset(
          "/Experiment/Surveys/S/Stations/A/r/hx", values: (0..<20).map { Double(100 + $0) })
        try dataset.setAttributes([
          "component": "hx", "sample_rate": 8.0, "units": "nanoTesla",
          "time_period.start": "2024-06-01T00:00:00.5+00:00",
        ])
        try file.close()
        let listed = try #require(MTH5File(path).recordings.first)
        #expect(listed.header.start.iso == "2024-06-01T00:00:00.500000000+00:00")
        #expect(listed.header.sampleCount == 16)
        let recording = try MTH5Recording(listed.locator)
        #expect(try recording.samples(.ex, 0..<2) == [4, 5])
        #expect(try recording.samples(.hx, 14..<16) == [114, 115])
      }
    }

    @Test("filters as older files note them: lists, one flag for all")
    func olderFilters() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try write(
          path,
          changes: [
            "filter.name": .texts(["Dipole 100m", "counts/mV"]),
            "filter.applied": .booleans([true]),
            "units": "digital counts",
          ])
        let file = try File.open(path, .readWrite)
        for (name, gain, units) in [
          ("dipole_100m", 0.1, ["milliVolt per kilometer", "milliVolt"]),
          ("counts per mv", 8.0, ["milliVolt", "digital counts"]),
        ] {
          try file.createGroup("/Experiment/Surveys/S/Filters/coefficient/\(name)").setAttributes([
            "gain": .real(gain), "units_in": .text(units[0]), "units_out": .text(units[1]),
          ])
        }
        try file.close()
        let listed = try #require(MTH5File(path).recordings.first)
        #expect(listed.header.channels[0].notices == [])
        let samples = try MTH5Recording(listed.locator).samples(.ex, 0..<3)
        for (value, count) in zip(samples, [1.0, 2, 3]) {
          #expect(abs(value - count / 0.8) < 1e-14)
        }
      }
    }
  }
}
