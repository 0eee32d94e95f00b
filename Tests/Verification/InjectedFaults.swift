import ComplexModule
import Inspection
import Kernels
import Model
import Synthesis

// The faults.
extension CheckFaults {
  static let faults: [Fault] = [
    Fault(name: "rate in header halved", kind: .rate, channels: []) { recording in
      var recording = recording
      recording.header.rate = recording.header.rate.decimated(by: 2)
      return [recording]
    },
    Fault(name: "20 s missing", kind: .gap, channels: []) { parts($0, skipping: 20) },
    Fault(name: "10 s twice", kind: .overlap, channels: []) { parts($0, skipping: -10) },
    Fault(name: "Ex and Ey exchanged", kind: .swapped, channels: ["Ex", "Ey"]) {
      exchanged($0, .ex, .ey)
    },
    Fault(name: "Hx and Hy exchanged", kind: .swapped, channels: ["Hx", "Hy"]) {
      exchanged($0, .hx, .hy)
    },
    Fault(name: "Ex reversed", kind: .reversed, channels: ["Ex"]) { scaled($0, .ex, -1) },
    Fault(name: "Hy reversed", kind: .reversed, channels: ["Hy"]) { scaled($0, .hy, -1) },
    Fault(name: "Hx dead", kind: .dead, channels: ["Hx"]) { scaled($0, .hx, 0) },
    Fault(name: "Ey clipped at its spread", kind: .clipped, channels: ["Ey"]) { recording in
      changed(recording, .ey) { samples in
        let spread = (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)).squareRoot()
        return samples.map { min(max($0, -spread), spread) }
      }
    },
    Fault(name: "Ex in uV/km", kind: .unit, channels: ["Ex"]) { scaled($0, .ex, 1000) },
    Fault(name: "Hy with tenfold gain", kind: .gain, channels: ["Hy"]) { scaled($0, .hy, 10) },
    Fault(name: "Hx with its coil's response", kind: .uncalibrated, channels: ["Hx"]) { recording in
      changed(recording, .hx) { filtered($0, recording.header.rate) { $0 } }
    },
    Fault(name: "Hy calibrated twice", kind: .calibratedTwice, channels: ["Hy"]) { recording in
      changed(recording, .hy) { filtered($0, recording.header.rate) { $0.reciprocal ?? .zero } }
    },
    Fault(name: "clock 1.5 s late from the middle", kind: .clock, channels: ["Hx", "Hy"]) {
      recording in
      var recording = recording
      let shift = Int(1.5 * recording.header.rate.hertz)
      for (channel, samples) in recording.samples {
        let half = samples.count / 2
        recording.samples[channel] =
          Array(samples[..<half]) + Array(samples[(half - shift)..<(samples.count - shift)])
      }
      return [recording]
    },
    Fault(name: "clock 1 s late for a while", kind: .clock, channels: ["Hx", "Hy"]) { recording in
      var recording = recording
      let shift = Int(recording.header.rate.hertz)
      for (channel, samples) in recording.samples {
        let (first, last) = (samples.count * 5 / 16, samples.count * 9 / 16)
        recording.samples[channel] =
          Array(samples[..<first]) + Array(samples[(first - shift)..<(last - shift)])
          + Array(samples[last...])
      }
      return [recording]
    },
    Fault(name: "Ey said to lie along Ex", kind: .azimuth, channels: ["Ex", "Ey"]) { recording in
      var recording = recording
      for index in recording.header.channels.indices
      where recording.header.channels[index].channel == .ey {
        recording.header.channels[index].azimuth = 0
      }
      return [recording]
    },
    Fault(name: "E three times as large later", kind: .gain, channels: ["Ex", "Ey"]) { recording in
      parts(recording, skipping: 0).enumerated().flatMap { index, part in
        index == 0 ? [part] : scaled(part, .ex, 3).flatMap { scaled($0, .ey, 3) }
      }
    },
    Fault(name: "spikes on Ex", kind: .spikes, channels: ["Ex"]) { recording in
      changed(recording, .ex) { samples in
        let spread = (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)).squareRoot()
        return samples.enumerated().map { $0 % 5000 == 700 ? $1 + 20 * spread : $1 }
      }
    },
    Fault(name: "date 1024 weeks early", kind: .gpsWeek, channels: []) { recording in
      var recording = recording
      recording.header.start = Instant(
        nanoseconds: recording.header.start.nanoseconds - 1024 * 7 * 86_400 * 1_000_000_000)
      return [recording]
    },
  ]

  private static func changed(
    _ recording: SynthesizedRecording, _ channel: Channel, _ change: ([Double]) -> [Double]
  ) -> [SynthesizedRecording] {
    var recording = recording
    recording.samples[channel] = recording.samples[channel].map(change)
    return [recording]
  }

  private static func scaled(
    _ recording: SynthesizedRecording, _ channel: Channel, _ factor: Double
  ) -> [SynthesizedRecording] {
    changed(recording, channel) { $0.map { $0 * factor } }
  }

  private static func exchanged(
    _ recording: SynthesizedRecording, _ a: Channel, _ b: Channel
  ) -> [SynthesizedRecording] {
    var recording = recording
    (recording.samples[a], recording.samples[b]) = (recording.samples[b], recording.samples[a])
    return [recording]
  }

  /// Two recordings of one; with a negative length they have so many seconds in common.
  private static func parts(
    _ recording: SynthesizedRecording, skipping seconds: Double
  ) -> [SynthesizedRecording] {
    let rate = recording.header.rate
    let half = recording.header.sampleCount / 2
    let skipped = Int(seconds * rate.hertz)
    let first = half + skipped
    return [("part1", 0..<half), ("part2", first..<recording.header.sampleCount)].map {
      name, range in
      var part = recording
      part.header.name = name
      part.header.start = recording.header.start.advanced(bySamples: range.lowerBound, at: rate)
      part.header.sampleCount = range.count
      part.samples = recording.samples.mapValues { Array($0[range]) }
      return part
    }
  }

  /// A series through an induction coil of 800 mV/nT above 4 Hz, or through a function of its response.
  private static func filtered(
    _ samples: [Double], _ rate: SamplingRate, _ change: (Complex<Double>) -> Complex<Double>
  ) -> [Double] {
    let transform = RealTransform(length: samples.count, backward: true)
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var span = spectrum.mutableSpan
    transform.forward(samples.span, into: &span)
    for k in 1..<transform.harmonicCount {
      let turns = Complex<Double>(0, Double(k) * rate.hertz / Double(samples.count) / 4)
      let response = (turns / (Complex(1) + turns)).multiplied(by: 800)
      let value = Complex(spectrum[2 * k], spectrum[2 * k + 1]) * change(response)
      (spectrum[2 * k], spectrum[2 * k + 1]) = (value.real, value.imaginary)
    }
    var output = samples
    var result = output.mutableSpan
    transform.backward(spectrum.span, into: &result)
    return output
  }
}
