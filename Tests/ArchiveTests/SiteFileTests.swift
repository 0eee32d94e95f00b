import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite struct SiteFileTests {
    @Test("samples come back exactly, in any slice, with time and place")
    func samples() throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let file = try MTH5File(project.folder + "/A.h5")
        let listed = try #require(file.recordings.first)
        #expect(file.recordings.count == 1)
        #expect(listed.survey == "Harz 2024")
        #expect(listed.station == "A")
        var expected = SampleProject.recording
        expected.name = "sr128_0001"  // The name is too long for MTH5's tables.
        expected.station = "A"
        // What is in nT has no coil's response left in it.
        for index in expected.channels.indices
        where [.hx, .hy, .hz].contains(expected.channels[index].channel) {
          expected.channels[index].isCalibrated = true
        }
        #expect(listed.header == expected)

        let recording = try MTH5Recording(listed.locator)
        for (index, channel) in expected.channels.enumerated() {
          for range in [0..<1000, 290..<310, 999..<1000, 5..<5] {
            #expect(
              try recording.samples(channel.channel, range)
                == range.map { SampleProject.sample($0, channel: index) })
          }
        }
      }
    }

    @Test("a site without stored samples has no recordings to read")
    func withoutSamples() throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let file = try MTH5File(project.folder + "/B.h5")
        #expect(file.recordings.isEmpty)
        #expect(file.notices == ["B/sr128_0001: no samples of a field"])
      }
    }

    @Test("coefficients come back by window", arguments: ["A", "B"])
    func spectra(site: String) throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let reader = try SiteFileReader(project.folder + "/\(site).h5")
        for (level, count) in zip(SampleProject.levels, SampleProject.windowCounts) {
          for (index, channel) in SampleProject.recording.channels.enumerated() {
            for windows in [0..<count, 3..<5] {
              let values = try reader.spectra(
                of: channel.channel, run: "sr128_0001", level: level.index, windows: windows)
              let expected = windows.flatMap { window in
                (0..<level.harmonicCount).map {
                  SampleProject.coefficient(window, $0, channel: index)
                }
              }
              #expect(values == expected)
            }
          }
        }
      }
    }

    @Test("whether windows were prewhitened is said, in words that mth5 takes")
    func prewhitening() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let header = SampleProject.recording
        let blocks = zip(SampleProject.levels, [true, false]).map { level, prewhitens in
          SpectraBlock(
            recording: 0, level: level, start: header.start, windowCount: 0, channels: [.ex],
            prewhitens: prewhitens)
        }
        let places = try SiteDraft.prepare(
          path, SampleProject.site("A"), recordings: [header], spectra: blocks,
          madeBy: SampleProject.preparedBy
        ).places
        let run = try #require(places.runs.first)
        let file = try File.open(path)
        let station = "/Experiment/Surveys/Harz_2024/Stations/A"
        for (level, recolored, word) in [
          (0, true, "first differences of each window"), (1, false, "none"),
        ] {
          let place = "\(station)/Fourier_Coefficients/\(run)/\(level)"
          let attributes = try file.group(place).attributes()
          let transform = "short_time_fourier_transform"
          #expect(attributes["\(transform).prewhitening_type"]?.text == "other")
          #expect(attributes["\(transform).recoloring"]?.boolean == recolored)
          #expect(attributes["skindepth_prewhitening"]?.text == word)
        }
      }
    }

    @Test("our own products come back with shape and attributes")
    func products() throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let reader = try SiteFileReader(project.folder + "/A.h5")
        let product = try reader.product("cross_powers/0", of: Double.self)
        #expect(product.values == (0..<24).map { Double($0) / 8 })
        #expect(product.shape == [2, 3, 4])
        #expect(product.attributes == ["frequency": 16.0, "channels": .texts(["Ex", "Hy"])])
        #expect(
          try reader.attributes() == [
            "settings": "windows=20\n", "finished": true,
            "made_by": .text(SampleProject.finishedBy.description),
            "default_transfer_function": "single",
          ])
        #expect(try reader.hasProduct("cross_powers"))
        #expect(try !reader.hasProduct("masks"))
        #expect(
          try reader.productNames() == ["cross_powers", "recordings", "transfer_functions"])
        #expect(
          try reader.attributes(ofGroup: "recordings/sr128_0001")["name"]
            == "meas_2024-06-01_12-00-00")
      }
    }

    @Test("summary tables refer to the objects they describe")
    func summaries() throws {
      try withTemporaryFolder { folder in
        let project = try SampleProject(in: folder)
        let file = try File.open(project.folder + "/A.h5")
        let station = "/Experiment/Surveys/Harz_2024/Stations/A"
        for (table, key, expected) in [
          ("channel_summary", "hdf5_reference", "\(station)/sr128_0001/ex"),
          ("channel_summary", "run_hdf5_reference", "\(station)/sr128_0001"),
          ("fc_summary", "hdf5_reference", "\(station)/Fourier_Coefficients/sr128_0001/0/ex"),
          (
            "fc_summary", "decimation_level_reference",
            "\(station)/Fourier_Coefficients/sr128_0001/0"
          ),
          ("tf_summary", "hdf5_reference", "\(station)/Transfer_Functions/A_single"),
          ("tf_summary", "station_hdf5_reference", station),
        ] {
          let rows = try file.dataset("/Experiment/\(table)").rows([Column(key, .reference)])
          guard case .reference(let reference)? = rows.first?.first else {
            Issue.record("\(table) has no \(key)")
            continue
          }
          #expect(try file.path(of: reference) == expected)
        }
        #expect(try file.dataset("/Experiment/channel_summary").shape == [5])
        #expect(try file.dataset("/Experiment/fc_summary").shape == [10])
        #expect(try file.dataset("/Experiment/tf_summary").shape == [1])
      }
    }

    @Test("rows of the tables are in order of name, whatever was written first")
    func order() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let headers = ["b", "a"].map { name in
          var header = SampleProject.recording
          header.name = name
          return header
        }
        let blocks = headers.indices.flatMap { recording in
          SampleProject.levels.reversed().map { level in
            SpectraBlock(
              recording: recording, level: level, start: SampleProject.recording.start,
              windowCount: 0, channels: [.hy, .ex])
          }
        }
        try SiteDraft.prepare(
          path + ".draft", SampleProject.site("A"), recordings: headers, spectra: blocks,
          madeBy: SampleProject.preparedBy)
        try SiteDraft.finish(path + ".draft", as: path, madeBy: SampleProject.finishedBy) {
          (writer) throws(UserError) in
          for name in ["b", "a"] {
            try writer.add(SampleProject.transferFunction(output: "A"), id: name, runs: [name])
          }
        }
        let file = try File.open(path)
        func texts(_ table: String, _ names: [String]) throws -> [String] {
          let columns = names.map { Column($0, .text(bytes: 60)) }
          return try file.dataset("/Experiment/\(table)").rows(columns).map { row in
            row.map { if case .text(let text) = $0 { text } else { "?" } }.joined(separator: "/")
          }
        }
        #expect(try texts("tf_summary", ["tf_id"]) == ["A_a"])
        #expect(
          try texts("fc_summary", ["run", "decimation_level", "component"]) == [
            "a/0/ex", "a/0/hy", "a/1/ex", "a/1/hy", "b/0/ex", "b/0/hy", "b/1/ex", "b/1/hy",
          ])
        #expect(try texts("channel_summary", ["run", "component"]).first == "a/ex")
      }
    }

    @Test("the same content makes the same bytes, at another time")
    func reproducible() throws {
      try withTemporaryFolder { folder in
        try SampleProject.writeSite("A", to: folder + "/1.h5", samples: .double(compression: 1))
        Thread.sleep(forTimeInterval: 1.1)
        try SampleProject.writeSite("A", to: folder + "/2.h5", samples: .double(compression: 1))
        let files = try ["1.h5", "2.h5"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))
        }
        #expect(files[0] == files[1])
      }
    }

    @Test("short names are kept, long and equal ones are replaced")
    func runNames() throws {
      try withTemporaryFolder { folder in
        let writer = try SiteFileWriter(folder + "/a.h5", SampleProject.site("A"))
        var header = SampleProject.recording
        header.name = "run 1"
        #expect(try writer.add(header) == "run_1")
        #expect(try writer.add(header) == "sr128_0002")
        header.name = "Transfer_Functions"
        header.rate = SamplingRate(samples: 1, seconds: 4)
        #expect(try writer.add(header) == "sr1_0003")
        try writer.finish()
      }
    }

    @Test(
      "a transfer function has a name that no other site's has",
      arguments: [
        ("A", "single", "A_single"), ("A", "A_single", "A_single"), ("A", "Ab", "A_Ab"),
        ("Clausthal-Zellerfeld", "remote 128Hz", "Clausthal-Zellerfeld_re-"),
      ])
    func functionNames(site: String, id: String, expected: String) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let writer = try SiteFileWriter(path, SampleProject.site(site))
        try writer.add(SampleProject.transferFunction(output: "A"), id: id, runs: [])
        try writer.finish()
        let name = [Column("tf_id", .text(bytes: 30))]
        let table = try File.open(path).dataset("/Experiment/tf_summary")
        let row = try table.rows(name)[0][0]
        guard case .text(let found) = row else { Issue.record("no text"); return }
        // What is too long ends with digits that stand for the whole.
        #expect(expected.hasSuffix("-") ? found.hasPrefix(expected) : found == expected)
        #expect(found.utf8.count == (expected.hasSuffix("-") ? 30 : expected.utf8.count))
        let ids = try StoredTransferFunction.readAll(path).map(\.id)
        #expect(ids == [id.replacing(" ", with: "_")])
      }
    }

    @Test("what a transfer function is compared with is found by site and name")
    func counterparts() throws {
      let function = SampleProject.transferFunction(output: "A")
      let all = [("A", "single"), ("A", "remote"), ("B", "single")].map { station, id in
        StoredTransferFunction(survey: "S", station: station, id: id, function: function)
      }
      func found(_ station: String, _ id: String?, among count: Int) throws -> String {
        let one = try StoredTransferFunction.counterpart(
          ofStation: station, id: id, among: Array(all.prefix(count)), in: "b.h5")
        return "\(one.station) \(one.id)"
      }
      #expect(try found("X", nil, among: 1) == "A single")
      #expect(try found("A", "remote", among: 3) == "A remote")
      #expect(try found("B", nil, among: 3) == "B single")
      for (station, id) in [("A", nil), ("A", "other"), ("X", "single")] as [(String, String?)] {
        let error = #expect(throws: UserError.self) { try found(station, id, among: 3) }
        #expect(error?.remedy == "it has A single, A remote, B single")
      }
      let error = #expect(throws: UserError.self) { try found("A", nil, among: 0) }
      #expect(error?.subject == "b.h5" && error?.remedy.isEmpty == false)
    }

    @Test("names that MTH5 cannot hold are refused", arguments: ["", ".", "Features", "äöü"])
    func names(name: String) throws {
      try withTemporaryFolder { folder in
        let long = String(repeating: name.isEmpty ? " " : name, count: name == "äöü" ? 6 : 1)
        let site = SiteDescription(survey: "S", site: long, software: SampleProject.software)
        let error = #expect(throws: UserError.self) {
          _ = try SiteFileWriter(folder + "/a.h5", site)
        }
        #expect(error?.kind == .output)
        #expect(error?.description.contains(folder + "/a.h5") == true)
        let left = try entries(folder)
        #expect(left == [])
      }
    }
  }
}
