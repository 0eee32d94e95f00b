import FormatSamples
import Formats
import HDF5TestSupport
import Model
import Testing

@testable import Fuzzing

/// What `run/fuzz` begins with must be read as far as files go: from a damaged one little is found.
@Suite(.serialized, .aloneWithHDF5) struct FuzzReaderTests {
  private static let names = FuzzReader.all.map(\.name)

  private func reader(_ name: String) throws -> FuzzReader {
    try #require(FuzzReader.all.first { $0.name == name })
  }

  @Test("every input to begin with is read without a complaint", arguments: names)
  func seeds(name: String) throws {
    let reader = try reader(name)
    #expect(!reader.corpus.isEmpty)
    for input in reader.corpus {
      try withTemporaryFolder { folder in
        try reader.write(input, to: folder)
        var problems = Problems()
        reader.read(folder, &problems)
        #expect(problems.all.isEmpty, "\(problems.all)")
      }
    }
  }

  @Test("an input is parted into the files that it was joined from", arguments: names)
  func files(name: String) throws {
    let reader = try reader(name)
    for (input, seed) in zip(reader.corpus, reader.seeds) {
      try withTemporaryFolder { folder in
        try reader.write(input, to: folder)
        for file in reader.files {
          #expect(try contents("\(folder)/\(file)") == seed[file], "\(file)")
        }
      }
    }
  }

  @Test("every format of time series has a reader that is fed")
  func timeSeries() throws {
    var formats: Set<String> = []
    for reader in FuzzReader.timeSeries {
      for input in reader.corpus {
        try withTemporaryFolder { folder in
          try reader.write(input, to: folder)
          let found = try TimeSeriesFormats.discover(siteFolder: folder)
          formats.formUnion(found.recordings.map(\.format))
        }
      }
    }
    #expect(formats == Set(TimeSeriesFormats.all.map { $0.name }))
  }

  @Test("names are unique")
  func unique() {
    #expect(Set(Self.names).count == Self.names.count)
  }
}
