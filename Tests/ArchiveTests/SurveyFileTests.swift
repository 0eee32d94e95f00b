import Archive
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite struct SurveyFileTests {
    @Test("transfer functions come back whole from site and survey file")
    func transferFunctions() throws {
      try withTemporaryFolder { folder in
        _ = try SampleProject(in: folder)
        var a = SampleProject.transferFunction(output: "A")
        var b = SampleProject.transferFunction(output: "B", remote: "A", outputs: [.ex, .ey])
        a.metadata.survey = "Harz 2024"
        b.metadata.survey = "Harz 2024"
        let fromSite = try StoredTransferFunction.readAll(folder + "/A.h5")
        #expect(fromSite.map(\.id) == ["field", "single"])
        #expect(fromSite[1].function == a)
        #expect(fromSite[0].function.outputs == [.hx, .hy, .hz])
        let fromSurvey = try StoredTransferFunction.readAll(folder + "/survey.h5")
        #expect(fromSurvey.map(\.id) == ["field", "single", "field", "single"])
        #expect(fromSurvey.allSatisfy { $0.survey == "Harz 2024" })
        #expect(fromSurvey[1].function == a)
        #expect(fromSurvey[3].function == b)
        #expect(fromSurvey[3].station == "B")
      }
    }

    @Test("recordings are read through the survey file, also after the folder has moved")
    func recordings() throws {
      try withTemporaryFolder { folder in
        try FileManager.default.createDirectory(
          atPath: folder + "/old", withIntermediateDirectories: false)
        _ = try SampleProject(in: folder + "/old")
        try FileManager.default.moveItem(atPath: folder + "/old", toPath: folder + "/new")
        try FileManager.default.moveItem(
          atPath: folder + "/new/B.h5", toPath: folder + "/new/C.h5")
        let file = try MTH5File(folder + "/new/survey.h5")
        #expect(
          file.notices == ["B/sr128_0001: ex is a link to file B.h5, which is not there"])
        let listed = try #require(file.recordings.first)
        #expect(file.recordings.count == 1)
        let recording = try MTH5Recording(listed.locator)
        #expect(
          try recording.samples(.hy, 10..<20)
            == (10..<20).map { SampleProject.sample($0, channel: 3) })
      }
    }

    @Test("summary tables are those of the sites, with references that hold")
    func summaries() throws {
      try withTemporaryFolder { folder in
        _ = try SampleProject(in: folder)
        let survey = try File.open(folder + "/survey.h5")
        let columns = [
          Column("station", .text(bytes: 30)), Column("component", .text(bytes: 20)),
          Column("hdf5_reference", .reference), Column("run_hdf5_reference", .reference),
        ]
        let rows = try survey.dataset("/Experiment/channel_summary").rows(columns)
        let names = ["ex", "ey", "hx", "hy", "hz"].map { Cell.text($0) }
        #expect(rows.map { $0[1] } == names + names)
        #expect(rows.map { $0[0] }.prefix(5).allSatisfy { $0 == .text("A") })
        #expect(rows.allSatisfy { $0[2] == .reference(.null) })
        guard case .reference(let run) = rows[7][3] else { return #expect(Bool(false)) }
        #expect(
          try survey.path(of: run) == "/Experiment/Surveys/Harz_2024/Stations/B/sr128_0001")

        let functions = try survey.dataset("/Experiment/tf_summary").rows([
          Column("tf_id", .text(bytes: 30)), Column("has_tipper", .boolean),
          Column("hdf5_reference", .reference),
        ])
        #expect(functions.map { $0[0] } == [.text("A_single"), .text("B_single")])
        #expect(functions.map { $0[1] } == [.boolean(true), .boolean(false)])
        guard case .reference(let function) = functions[1][2] else { return #expect(Bool(false)) }
        #expect(try survey.group(function).exists("period"))
      }
    }

    @Test("links are relative, and what is small is no link")
    func links() throws {
      try withTemporaryFolder { folder in
        _ = try SampleProject(in: folder)
        let survey = try File.open(folder + "/survey.h5")
        let station = "/Experiment/Surveys/Harz_2024/Stations/B"
        let channel = "\(station)/sr128_0001/ex"
        #expect(try survey.link(channel) == .external(file: "B.h5", object: channel))
        let spectra = "\(station)/Fourier_Coefficients/sr128_0001"
        #expect(try survey.link(spectra) == .external(file: "B.h5", object: spectra))
        #expect(try survey.link("\(station)/Transfer_Functions/B_single") == .hard)
        let products = "/skindepth/Harz_2024/B/cross_powers"
        #expect(try survey.link(products) == .external(file: "B.h5", object: products))
        #expect(try survey.link("/skindepth/Harz_2024/B/transfer_functions") == .hard)
      }
    }

    @Test("the same site twice, or a site elsewhere, is refused")
    func refusals() throws {
      try withTemporaryFolder { folder in
        _ = try SampleProject(in: folder)
        try FileManager.default.copyItem(atPath: folder + "/A.h5", toPath: folder + "/A2.h5")
        let twice = #expect(throws: UserError.self) {
          try SurveyFileWriter.write(
            folder + "/survey.h5", over: ["A", "A2"].map { "\(folder)/\($0).h5" },
            software: SampleProject.software)
        }
        #expect(twice?.description.contains("A2.h5") == true)
        try FileManager.default.createDirectory(
          atPath: folder + "/sub", withIntermediateDirectories: false)
        #expect(throws: UserError.self) {
          try SurveyFileWriter.write(
            folder + "/sub/survey.h5", over: [folder + "/A.h5"], software: SampleProject.software)
        }
      }
    }
  }
}
