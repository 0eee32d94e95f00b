import Archive
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  /// Whatever happens to an MTH5 file, reading it ends with its content or with an error.
  ///
  /// What is damaged are attributes and values, which HDF5 hands on as they are, and the end of the
  /// file. The structure in between is left alone: HDF5 1.10 itself crashes where a byte of it is
  /// changed, which is not ours to mend.
  @Suite struct DamageTests {
    /// The same damage in every run.
    private struct Seeded: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
      }
    }

    private static let texts = [
      "", "[]", "{}", "[\"ex\"]", "[[[[", "1e300", "-1", "NaN", "ex", "0001-01-01",
      "1700-01-01T00:00:00", "2200-12-31T23:59:59", "[{\"name\": \"a\", \"stage\": -1e300}]",
    ]
    private static let numbers = [
      0, -1, 1e300, -1e300, 1e-300, 2e-9, 1e8, 9.9e7, .nan, .infinity, 9.3e18, 0.5,
    ]

    private func anyValue(_ generator: inout Seeded) -> AttributeValue {
      let number = Self.numbers.randomElement(using: &generator) ?? 0
      let text = Self.texts.randomElement(using: &generator) ?? ""
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: return .integer([0, -1, .max, .min].randomElement(using: &generator) ?? 0)
      case 1: return .texts([text, text])
      case 2: return .reals([number, number, number])
      case 3: return .boolean(true)
      case 4: return .text(text)
      default: return .real(number)
      }
    }

    /// Every group and dataset below a place.
    private func places(_ file: borrowing File, _ place: String) throws -> [(String, Child.Kind)] {
      try file.group(place).children().flatMap { child in
        let path = place == "/" ? "/\(child.name)" : "\(place)/\(child.name)"
        return [(path, child.kind)] + (child.kind == .group ? try places(file, path) : [])
      }
    }

    /// Gives one attribute of one object another value, or replaces one dataset.
    private func damage(_ path: String, _ generator: inout Seeded) throws {
      let file = try File.open(path, .readWrite)
      let all = try places(file, "/").filter { !$0.0.hasSuffix("_summary") }
      guard let (place, kind) = all.randomElement(using: &generator) else { return }
      if kind == .dataset, Bool.random(using: &generator) {
        let number = Self.numbers.randomElement(using: &generator) ?? 0
        let count = Int.random(in: 0...3, using: &generator)
        let attributes = try file.dataset(place).attributes()
        try file.remove(place)
        let dataset = try file.createDataset(
          place, values: [Double](repeating: number, count: count))
        try dataset.setAttributes(attributes.filter { $0.value != .other })
      } else if kind == .dataset {
        let dataset = try file.dataset(place)
        let key = try dataset.attributes().keys.sorted().randomElement(using: &generator)
        if let key { try dataset.setAttribute(key, to: anyValue(&generator)) }
      } else {
        let group = try file.group(place)
        let key = try group.attributes().keys.sorted().randomElement(using: &generator)
        if let key { try group.setAttribute(key, to: anyValue(&generator)) }
      }
      try file.close()
    }

    /// Reads all that there is.
    private func readAll(_ path: String) throws {
      var errors: [any Error] = []
      func attempt(_ body: () throws -> Void) {
        do { try body() } catch { errors.append(error) }
      }
      attempt {
        for listed in try MTH5File(path).recordings {
          let recording = try MTH5Recording(listed.locator)
          #expect(recording.header.end >= recording.header.start)
          for channel in recording.header.channels.map(\.channel) {
            let count = min(recording.header.sampleCount, 100)
            attempt { _ = try recording.samples(channel, 0..<count) }
            attempt { _ = try recording.places()?.open().samples(channel, 0..<count) }
          }
        }
      }
      attempt { _ = try StoredTransferFunction.readAll(path) }
      for error in errors {
        let error = try #require(error as? UserError, "\(error)")
        #expect(error.subject == path)
      }
    }

    @Test("attributes and values of any kind are read or refused")
    func content() throws {
      try withTemporaryFolder { folder in
        let (whole, path) = (folder + "/whole.h5", folder + "/a.h5")
        try SampleProject.writeSite("A", to: whole, samples: .single(compression: nil))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        var generator = Seeded(state: 5)
        for _ in 0..<40 {
          try bytes.write(to: URL(fileURLWithPath: path))
          for _ in 0..<4 { try damage(path, &generator) }
          try readAll(path)
        }
      }
    }

    @Test("bytes of samples and estimates may be anything")
    func bytes() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try SampleProject.writeSite("A", to: path, samples: .single(compression: nil))
        var generator = Seeded(state: 9)
        let own = "/skindepth/Harz_2024/A/transfer_functions/single"
        for _ in 0..<40 {
          let file = try File.open(path, .readWrite)
          for name in ["frequency", "variance", "weight_sum"] {
            let value = Double(bitPattern: generator.next())
            let dataset = try file.dataset("\(own)/\(name)")
            let shape = try dataset.shape
            try dataset.write(
              [value], Hyperslab(start: shape.map { _ in 0 }, count: shape.map { _ in 1 }))
          }
          try file.close()
          try readAll(path)
        }
      }
    }

    @Test("a file cut off anywhere is read or refused")
    func cut() throws {
      try withTemporaryFolder { folder in
        let (whole, path) = (folder + "/whole.h5", folder + "/a.h5")
        try SampleProject.writeSite("A", to: whole, samples: .single(compression: nil))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        var generator = Seeded(state: 3)
        for _ in 0..<60 {
          let count = Int.random(in: 0..<bytes.count, using: &generator)
          try bytes.prefix(count).write(to: URL(fileURLWithPath: path))
          try readAll(path)
        }
      }
    }

    @Test(
      "the least files of other programs are read or refused, whatever their attributes say",
      .enabled(if: SampleData.isPresent), arguments: ["minimal_v010.h5", "minimal_v020.h5"])
    func foreign(name: String) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: SampleData.path("mth5/\(name)")))
        var generator = Seeded(state: 11)
        for _ in 0..<40 {
          try bytes.write(to: URL(fileURLWithPath: path))
          for _ in 0..<3 { try damage(path, &generator) }
          try readAll(path)
        }
      }
    }
  }
}
