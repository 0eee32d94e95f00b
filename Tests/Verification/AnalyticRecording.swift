import Foundation
import Model

/// The recording that most fixtures were made of: sums of cosines, and the counts that an ATS file has of it.
struct AnalyticRecording {
  struct Channel {
    let name: String
    /// mV of one count.
    let millivolts: Double
    /// Metres; 0 for magnetic channels.
    let dipole: Double
    let firstCounts: [Double]
    let lastCounts: [Double]
    let sum: Double
    let sensor: String
    let serial: Int
    /// Frequency in hertz, amplitude and phase of what is recorded: mV/km, or mV behind the coil.
    let lines: [(frequency: Double, amplitude: Double, phase: Double)]
    let mean: Double

    /// mV/km or mV of one count.
    var scale: Double { dipole > 0 ? millivolts * 1000 / dipole : millivolts }

    /// What is recorded at a sample of 128 Hz.
    func value(_ sample: Int) -> Double {
      let time = Double(sample) / 128
      return lines.reduce(mean) { sum, line in
        sum + line.amplitude * cos(2 * .pi * line.frequency * time + line.phase)
      }
    }

    /// The sum of all amplitudes: what rounding is relative to where cosines cancel.
    var size: Double { lines.reduce(abs(mean)) { $0 + abs($1.amplitude) } }

    init(_ name: String, _ text: JSONText) {
      self.name = name
      millivolts = text.number("lsb_mV_per_count")
      dipole = text["dipole_m"]?.number ?? 0
      firstCounts = text["first_counts"]?.numbers ?? []
      lastCounts = text["last_counts"]?.numbers ?? []
      sum = text.number("sum_counts")
      sensor = text["sensor"]?.string ?? ""
      serial = Int(text.number("serial"))
      mean = text.number("true_field_dc")
      let field = (text["true_field_lines_[f,amp,phase]"]?.array ?? []).map(\.numbers)
      let coil = (text["coil_response_mV_per_nT_at_lines"]?.array ?? []).map(\.numbers)
      lines = field.enumerated().map { number, line in
        guard coil.indices.contains(number) else { return (line[0], line[1], line[2]) }
        let (re, im) = (coil[number][0], coil[number][1])
        return (line[0], line[1] * (re * re + im * im).squareRoot(), line[2] + atan2(im, re))
      }
    }
  }

  let rate: SamplingRate
  let sampleCount: Int
  let start: Instant
  let location: Location
  let channels: [Channel]

  init(_ text: JSONText) throws {
    guard let rate = SamplingRate(hertz: text.number("fs_hz")),
      let start = Instant(text["start_utc"]?.string ?? "")
    else {
      throw UserError(.data, "expected_ats.json", "lacks rate or start", remedy: "copy it again")
    }
    (self.rate, self.start) = (rate, start)
    sampleCount = Int(text.number("n_samples"))
    location = Location(
      latitude: text.number("latitude"), longitude: text.number("longitude"),
      elevation: text.number("elevation_m"))
    channels = (text["channels"]?.object ?? [:]).sorted { $0.key < $1.key }
      .map { Channel($0.key, $0.value) }
  }
}
