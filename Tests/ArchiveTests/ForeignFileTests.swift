import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  /// Files of mth5 itself, and of a script that writes the least that mth5 reads.
  @Suite(.enabled(if: SampleData.isPresent)) struct ForeignFileTests {
    private struct Expected: Decodable {
      struct Channel: Decodable {
        let millivoltsPerCount: Double
        let firstCounts: [Double]
        let lastCounts: [Double]
        let sumOfCounts: Double

        enum CodingKeys: String, CodingKey {
          case millivoltsPerCount = "lsb_mV_per_count"
          case firstCounts = "first_counts"
          case lastCounts = "last_counts"
          case sumOfCounts = "sum_counts"
        }
      }
      let channels: [String: Channel]

      static func load() throws -> Expected {
        let data = try Data(
          contentsOf: URL(fileURLWithPath: SampleData.path("ats/expected_ats.json")))
        return try JSONDecoder().decode(Expected.self, from: data)
      }
    }

    @Test(
      "counts of mth5's files become fields with their gains taken out",
      arguments: [
        "syn_v010_libver_earliest.h5", "syn_v010_libver_v110.h5", "syn_v020_plain_earliest.h5",
      ])
    func counts(name: String) throws {
      let path = try SampleData.path("mth5/\(name)")
      let file = try MTH5File(path)
      #expect(file.version == (name.contains("v010") ? "0.1.0" : "0.2.0"))
      let listed = try #require(file.recordings.first)
      #expect(file.recordings.count == 1)
      #expect(listed.locator.member == "SYN/SYN01/sr128_0001")
      let header = listed.header
      #expect(header.start == Instant("2024-06-01T12:00:00"))
      #expect(header.end.iso == "2024-06-01T12:01:59.992187500+00:00")
      #expect(header.rate == SamplingRate(samples: 128, seconds: 1))
      #expect(header.sampleCount == 15360)
      #expect(header.location == SampleProject.location)
      #expect(header.station == "SYN01")

      let recording = try MTH5Recording(listed.locator)
      let expected = try Expected.load()
      // mV per count, and for electric channels the dipole in km, as the recorder had them.
      let dipoles = ["Ex": 0.1, "Ey": 0.08]
      for channel in header.channels.map(\.channel) {
        let truth = try #require(expected.channels[channel.name])
        let scale = truth.millivoltsPerCount / (dipoles[channel.name] ?? 1)
        let first = try recording.samples(channel, 0..<truth.firstCounts.count)
        let last = try recording.samples(channel, 15360 - truth.lastCounts.count..<15360)
        for (value, count) in zip(first + last, truth.firstCounts + truth.lastCounts) {
          #expect(abs(value - count * scale) <= 1e-12 * abs(count * scale))
        }
        let sum = try recording.samples(channel, 0..<15360).reduce(0, +)
        #expect(
          abs(sum - truth.sumOfCounts * scale) <= 1e-9 * abs(truth.sumOfCounts * scale) + 1e-6)
      }
    }

    @Test("metadata and what is not done to the samples")
    func metadata() throws {
      let file = try MTH5File(SampleData.path("mth5/syn_v010_libver_v110.h5"))
      let channels = try #require(file.recordings.first).header.channels
      #expect(channels.map(\.channel.name) == ["Ex", "Ey", "Hx", "Hy", "Hz"])
      #expect(channels.map(\.azimuth) == [0, 90, 0, 90, 0])
      #expect(channels.map(\.dipoleLength) == [100, 80, nil, nil, nil])
      #expect(channels.map(\.serial) == ["", "", "365", "366", "367"])
      #expect(channels.map(\.sensor) == ["", "", "MFS06", "MFS06", "MFS06"])
      #expect(channels[0].notices == [])
      #expect(channels[2].notices == [] && channels[2].sampleUnit == "mV")
      let filters = channels.map { $0.response?.filters.map(\.name) ?? [] }
      #expect(filters[0] == [] && filters[2] == ["mfs06_365_chopper_on"])
      #expect(filters[4] == ["mfs06_367_chopper_on", "lowpass_1khz", "delay_1ms", "fir_avg4"])
      #expect(channels[4].response?.unit == "mV/nT" && channels[4].response?.reachesField == true)
    }

    @Test("the least that is an MTH5 file", arguments: ["minimal_v010.h5", "minimal_v020.h5"])
    func minimal(name: String) throws {
      let file = try MTH5File(SampleData.path("mth5/\(name)"))
      let listed = try #require(file.recordings.first)
      #expect(listed.header.channels.map(\.channel) == [.ex, .hx])
      let samples = try MTH5Recording(listed.locator).samples(.ex, 0..<1024)
      // The field is a constant and three lines, by definition of the fixtures.
      let lines = [(10.0, 0.25, 0.1), (5.0, 2.0, 0.5), (2.0, 16.0, -0.7)]
      for index in [0, 1, 511, 1023] {
        let time = Double(index) / 128
        let field = lines.reduce(250.0) { sum, line in
          sum + line.0 * cos(2 * .pi * line.1 * time + line.2)
        }
        #expect(abs(samples[index] - field) < 1e-9)
      }
    }

    @Test("files of HDF5 2 that hold compounds name the remedy")
    func tooNew() throws {
      for name in ["syn_v010_default.h5", "syn_v020_default.h5"] {
        let path = try SampleData.path("mth5/\(name)")
        #expect(MTH5File.recognizes(path))
        let error = #expect(throws: UserError.self) { _ = try MTH5File(path) }
        // A newer library can read it, and then there is nothing to test.
        guard let error else { continue }
        #expect(error.subject == path)
        #expect(error.remedy.contains("run/interop rewrite"), "\(error)")
      }
    }

    @Test("a transfer function of mth5")
    func transferFunction() throws {
      struct Truth: Decodable {
        struct Parts: Decodable {
          let re: [[[Double]]]
          let im: [[[Double]]]
        }
        let impedance: Parts
        enum CodingKeys: String, CodingKey {
          case impedance = "Z_mV_per_km_per_nT_[period][ex,ey][hx,hy]"
        }
      }
      let data = try Data(contentsOf: URL(fileURLWithPath: SampleData.path("tf/expected_tf.json")))
      let truth = try JSONDecoder().decode(Truth.self, from: data).impedance
      let path = try SampleData.path("mth5/syn_fc_tf_v010_libver_v110.h5")
      let stored = try StoredTransferFunction.readAll(path)
      #expect(stored.map(\.id) == ["SYN01_tf"])
      let function = try #require(stored.first).function
      #expect(function.outputs == [.ex, .ey, .hz])
      #expect(function.location == SampleProject.location)
      #expect(function.points.count == truth.re.count)
      #expect(function.points.map(\.period) == function.points.map(\.period).sorted())
      for (index, point) in function.points.enumerated() {
        for row in 0..<2 {
          for column in 0..<2 {
            let expected = Complex(truth.re[index][row][column], truth.im[index][row][column])
            let difference = (point.estimate.values[row][column] - expected).length
            #expect(difference <= 5e-5 * expected.length + 1e-6)
          }
        }
        #expect(point.estimate.variances[0][1] > 0)
      }
    }
  }
}
