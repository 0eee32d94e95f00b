import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

func bytes(_ path: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: path))
}

extension ArchiveSuite {
  @Suite struct SiteDraftTests {
    /// A finished file, made without any trouble.
    private func undisturbed(in folder: String) throws -> Data {
      try SampleProject.writeSite("A", to: folder + "/undisturbed.h5", samples: .none)
      return try bytes(folder + "/undisturbed.h5")
    }

    @Test("a finished draft is the site's file, and nothing else is left")
    func finished() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        try SampleProject.prepare("A", draft)
        #expect(try entries(folder) == ["draft.h5", "draft.places"])
        #expect(SiteDraft.madeBy(ofFinished: draft) == nil)
        try SampleProject.writeSpectra(draft)
        try Data("older".utf8).write(to: URL(fileURLWithPath: path))
        #expect(SiteDraft.madeBy(ofFinished: path) == nil)
        try SampleProject.finish("A", draft, as: path)
        #expect(try entries(folder) == ["A.h5"])
        #expect(SiteDraft.madeBy(ofFinished: path) == SampleProject.finishedBy)
        #expect(SiteDraft.madeBy(ofFinished: draft) == nil)
        #expect(try StoredTransferFunction.readAll(path).map(\.id) == ["field", "single"])
      }
    }

    @Test("a draft prepared again has its spectra and is otherwise new, whatever befell it")
    func preparedAgain() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        let expected = try undisturbed(in: folder)
        let first = try SampleProject.prepare("A", draft)
        #expect(!first.keepsSpectra)
        try SampleProject.writeSpectra(draft)
        let pristine = try bytes(draft)
        let regions = first.places.places.values.map {
          $0.offset..<$0.offset + $0.rows * $0.bytesPerRow
        }
        let end = try #require(regions.map(\.upperBound).max())
        for damage in ["none", "overwritten", "longer", "shorter"] {
          var data = pristine
          switch damage {
          case "overwritten":
            for index in data.indices where !regions.contains(where: { $0.contains(index) }) {
              data[index] = 0xAA
            }
          case "longer": data += Data(repeating: 0x55, count: 5000)
          case "shorter": data = data.prefix(end)
          default: break
          }
          try data.write(to: URL(fileURLWithPath: draft))
          let again = try SampleProject.prepare("A", draft)
          #expect(again.keepsSpectra && again.places == first.places, "\(damage)")
          #expect(try bytes(draft) == pristine, "\(damage)")
        }
        try SampleProject.finish("A", draft, as: path)
        #expect(try bytes(path) == expected)
      }
    }

    @Test("a draft in which finish was cut off is brought back", arguments: [nil, 1])
    func cutOff(compression: Int?) throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        let expected = try undisturbed(in: folder)
        try SampleProject.prepare("A", draft)
        try SampleProject.writeSpectra(draft)
        let pristine = try bytes(draft)
        let stop = UserError(.data, "x", "stop", remedy: "")
        let error = #expect(throws: UserError.self) {
          try SiteDraft.finish(
            draft, as: path, madeBy: SampleProject.finishedBy, compression: compression
          ) { (writer) throws(UserError) in
            let function = SampleProject.transferFunction(output: "A")
            try writer.add(function, id: "single", runs: [])
            throw stop
          }
        }
        #expect(error == stop)
        #expect(try entries(folder) == ["draft.h5", "draft.places", "undisturbed.h5"])
        // Made beside it, a compressed file leaves the draft as it is.
        #expect(try (bytes(draft) == pristine) == (compression != nil))
        #expect(try SampleProject.prepare("A", draft).keepsSpectra)
        #expect(try bytes(draft) == pristine)
        try SampleProject.finish("A", draft, as: path)
        #expect(try bytes(path) == expected)
      }
    }

    @Test(
      "a draft is replaced that is another's, or not whole, or of which the places are unknown",
      arguments: ["other", "windows", "cut off", "missing", "damaged", "no places"])
    func replaced(reason: String) throws {
      try withTemporaryFolder { folder in
        let draft = folder + "/draft.h5"
        try SampleProject.prepare("A", draft)
        let fresh = try bytes(draft)
        try SampleProject.writeSpectra(draft)
        let places = folder + "/draft.places"
        var text = try String(contentsOfFile: places, encoding: .utf8)
        switch reason {
        case "other":
          try SampleProject.prepare("A", draft, madeBy: SampleProject.finishedBy)
          try SampleProject.writeSpectra(draft)
        case "windows":
          try SampleProject.prepare("A", draft, windowCounts: [20, 8])
          try SampleProject.writeSpectra(draft)
        case "cut off":
          try bytes(draft).prefix(9000).write(to: URL(fileURLWithPath: draft))
        case "missing":
          try FileManager.default.removeItem(atPath: draft)
        case "damaged":
          text.replace("\"Ey\", ", with: "\"Ex\", ")
          try Data(text.utf8).write(to: URL(fileURLWithPath: places))
          #expect(SpectraPlaces.read(besides: draft) == nil)
        default:
          try FileManager.default.removeItem(atPath: places)
          #expect(SpectraPlaces.read(besides: draft) == nil)
        }
        let prepared = try SampleProject.prepare("A", draft)
        #expect(!prepared.keepsSpectra)
        #expect(try bytes(draft) == fresh)
        #expect(SpectraPlaces.read(besides: draft) == prepared.places)
      }
    }

    @Test("compressed coefficients are the same, in a smaller file")
    func compressed() throws {
      try withTemporaryFolder { folder in
        let (draft, path) = (folder + "/draft.h5", folder + "/A.h5")
        try SampleProject.prepare("A", draft, samples: .single(compression: 1))
        try SampleProject.writeSpectra(draft)
        try SampleProject.finish(
          "A", draft, as: path, samples: .single(compression: 1), compression: 4)
        #expect(try entries(folder) == ["A.h5"])
        #expect(SiteDraft.madeBy(ofFinished: path) == SampleProject.finishedBy)
        let plain = folder + "/plain.h5"
        try SampleProject.writeSite("A", to: plain, samples: .single(compression: 1))
        #expect(try bytes(path).count < bytes(plain).count)
        let one = try File.open(plain)
        let other = try File.open(path)
        try expectSameTree(one, other, at: "")
        let coefficients = try other.dataset(
          "/Experiment/Surveys/Harz_2024/Stations/A/Fourier_Coefficients/sr128_0001/0/ex")
        let offset = coefficients.fileOffset
        #expect(offset == nil)
        #expect(try coefficients.maximumShape == [nil, 33])
      }
    }

    /// Compares names, attributes and, where they are numbers, values.
    private func expectSameTree(
      _ one: borrowing File, _ other: borrowing File, at path: String
    ) throws {
      let a = try one.group(path + "/")
      let b = try other.group(path + "/")
      #expect(try a.attributes() == b.attributes(), "\(path)")
      #expect(try a.children() == b.children(), "\(path)")
      for child in try a.children() {
        let place = "\(path)/\(child.name)"
        guard child.kind == .dataset else {
          try expectSameTree(one, other, at: place)
          continue
        }
        let x = try one.dataset(place)
        let y = try other.dataset(place)
        #expect(try x.attributes() == y.attributes(), "\(place)")
        #expect(try x.shape == y.shape, "\(place)")
        if place.hasSuffix("_summary") {
          let names = try x.columns().filter { $0.kind != .reference }
          #expect(try x.rows(names) == y.rows(names))
        } else if place.contains("Fourier") {
          #expect(try x.read(Complex<Float>.self) == y.read(Complex<Float>.self), "\(place)")
        }
      }
    }

    @Test("a draft that cannot be made or finished is named", arguments: ["/no/folder/a.h5", ""])
    func failures(path: String) throws {
      let error = #expect(throws: UserError.self) {
        try SampleProject.prepare("A", path.isEmpty ? "/no/a.h5" : path)
      }
      #expect(error?.kind == .output && error?.remedy.isEmpty == false)
      let missing = #expect(throws: UserError.self) {
        try SampleProject.finish("A", "/no/draft.h5", as: "/no/a.h5")
      }
      #expect(missing?.description.contains("/no/draft.h5") == true)
    }
  }
}
