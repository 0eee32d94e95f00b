import Archive
import ComplexModule
import Foundation
import HDF5TestSupport
import Model
import Testing

/// The numbers of the sample project as text, for programs that read its files.
private struct Truth: Encodable {
  struct Site: Encodable {
    let survey, station, place: String
    let latitude, longitude, elevation: Double
    let run, start, end: String
    let sampleRate: Double
    let channels: [Channel]
    let levels: [Level]
    let functions: [Function]
  }

  struct Channel: Encodable {
    let component, units, sensor, serial: String
    let azimuth, tilt: Double
    let dipoleLength: Double?
    /// None where the site's samples are not stored.
    let samples: [Double]?
  }

  struct Level: Encodable {
    let name, start: String
    let rate, step, frequencyMin, frequencyMax: Double
    let windows, harmonics: Int
    /// By channel, window, harmonic: real and imaginary part.
    let coefficients: [String: [[[Double]]]]
  }

  struct Function: Encodable {
    let id: String
    let outputs, inputs: [String]
    let remote: String?
    let periods: [Double]
    /// By period, output, input: real and imaginary part.
    let values, inverseSignalPower, residualCovariance: [[[[Double]]]]
    /// Standard errors of the complex values.
    let errors: [[[Double]]]
  }

  let sites: [Site]

  init() {
    sites = ["A", "B"].map(Site.init)
  }
}

extension Truth.Site {
  fileprivate init(_ name: String) {
    let description = SampleProject.site(name)
    let header = SampleProject.recording
    let location = description.location ?? SampleProject.location
    survey = description.survey
    station = name
    place = description.placeName
    (latitude, longitude) = (location.latitude, location.longitude)
    elevation = location.elevation
    (run, start, end) = ("sr128_0001", header.start.iso, header.end.iso)
    sampleRate = header.rate.hertz
    channels = header.channels.enumerated().map { index, channel in
      Truth.Channel(
        component: channel.channel.name.lowercased(),
        units: channel.channel.kind == .electric ? "milliVolt per kilometer" : "nanoTesla",
        sensor: channel.sensor, serial: channel.serial, azimuth: channel.azimuth,
        tilt: channel.tilt, dipoleLength: channel.dipoleLength,
        samples: name == "A"
          ? (0..<header.sampleCount).map { SampleProject.sample($0, channel: index) } : nil)
    }
    levels = zip(SampleProject.levels, SampleProject.windowCounts).map(Truth.Level.init)
    functions = [
      Truth.Function(
        "\(name)_single",
        name == "A"
          ? SampleProject.transferFunction(output: "A")
          : SampleProject.transferFunction(output: "B", remote: "A", outputs: [.ex, .ey]))
    ]
  }
}

extension Truth.Level {
  fileprivate init(_ level: DecimationLevel, _ windows: Int) {
    name = "\(level.index)"
    start = SampleProject.recording.start.iso
    rate = level.rate.hertz
    step = Double(level.windowSize - level.windowOverlap) / level.rate.hertz
    (frequencyMin, frequencyMax) = (0, level.rate.hertz / 2)
    self.windows = windows
    harmonics = level.harmonicCount
    let names = SampleProject.recording.channels.map { $0.channel.name.lowercased() }
    let arrays = names.indices.map { channel in
      (0..<windows).map { window in
        (0..<level.harmonicCount).map { harmonic in
          parts(SampleProject.coefficient(window, harmonic, channel: channel))
        }
      }
    }
    coefficients = Dictionary(uniqueKeysWithValues: zip(names, arrays))
  }
}

extension Truth.Function {
  fileprivate init(_ id: String, _ function: TransferFunction) {
    self.id = id
    outputs = function.outputs.map { $0.name.lowercased() }
    inputs = function.inputs.map { $0.name.lowercased() }
    remote = function.origin.remote
    let estimates = function.points.map(\.estimate)
    periods = function.points.map(\.period)
    values = estimates.map { $0.values.map { $0.map(parts) } }
    inverseSignalPower = estimates.map { $0.inverseSignalPower.map { $0.map(parts) } }
    residualCovariance = estimates.map { $0.residualCovariance.map { $0.map(parts) } }
    errors = estimates.map { $0.variances.map { $0.map { $0.squareRoot() } } }
  }
}

private func parts(_ value: Complex<Double>) -> [Double] { [value.real, value.imaginary] }

extension ArchiveSuite {
  @Suite struct InteropProjectTests {
    /// Leaves the project where SKINDEPTH_INTEROP_OUT says, for `run/interop` to show to others.
    @Test("the sample project is written with the numbers that it must hold")
    func writeProject() throws {
      let named = ProcessInfo.processInfo.environment["SKINDEPTH_INTEROP_OUT"]
      if let named {
        try FileManager.default.createDirectory(
          atPath: named, withIntermediateDirectories: true)
        try write(to: named)
      } else {
        try withTemporaryFolder { folder in try write(to: folder) }
      }
    }

    private func write(to folder: String) throws {
      let project = try SampleProject(in: folder)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      try encoder.encode(Truth()).write(to: URL(fileURLWithPath: folder + "/truth.json"))
      #expect(
        try Set(entries(project.folder)).isSuperset(
          of: ["A.h5", "B.h5", "survey.h5", "truth.json"]))
    }
  }
}
