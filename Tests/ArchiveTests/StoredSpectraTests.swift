import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite struct StoredSpectraTests {
    @Test("a file says which spectra it has: of which recording, level, windows and channels")
    func listed() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/A.h5"
        try SampleProject.writeSite("A", to: path, samples: .none)
        let found = try SiteFileReader(path).storedSpectra()
        #expect(found.map(\.level) == [0, 1])
        for (spectra, index) in zip(found, 0...) {
          let level = SampleProject.levels[index]
          // The file's name of the run is another than the recording's, which is too long for MTH5.
          #expect(spectra.run == "sr128_0001")
          #expect(spectra.recording == SampleProject.recording.name)
          #expect(spectra.recordedRate == SampleProject.recording.rate)
          #expect(spectra.rate == level.rate && spectra.taper == "hann")
          #expect(spectra.windowSize == level.windowSize)
          #expect(spectra.windowOverlap == level.windowOverlap)
          #expect(spectra.windowCount == SampleProject.windowCounts[index])
          #expect(spectra.channels == [.ex, .ey, .hx, .hy, .hz] && spectra.firstHarmonic == 0)
          #expect(spectra.start == SampleProject.recording.start)
          #expect(spectra.spacing == level.rate.hertz / Double(level.windowSize))
          #expect(
            spectra.start(ofWindow: 2)
              == spectra.start.advanced(bySamples: 2 * spectra.step, at: level.rate))
        }
      }
    }

    @Test("a file without spectra has none")
    func none() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/A.h5"
        try SampleProject.writeSite("A", to: path, samples: .none, windowCounts: [])
        #expect(try SiteFileReader(path).storedSpectra().isEmpty)
      }
    }
  }
}
