import ComplexModule
import Model
import Pipeline
import Selection
import TestSupport

/// What resistics found for the golden project: the parts of its files that are compared.
struct GoldenIndex: Decodable {
  struct Level: Decodable {
    let site, meas: String
    let level, window, overlap: Int
    let globalOffset, windowCount, harmonicCount, firstSample: Int
    let channels: [String]
    /// Which windows are stored, counted in the recording.
    let storedWindows: [Int]

    enum CodingKeys: String, CodingKey {
      case site, meas, level, window, overlap, channels
      case globalOffset = "global_offset"
      case windowCount = "num_windows"
      case harmonicCount = "num_bins"
      case firstSample = "first_sample"
      case storedWindows = "local_windows_stored"
    }
  }

  /// Of a decimated series the first and the last samples are kept.
  struct Series: Decodable {
    let fs: Double
    let n: Int
    let chans: [String]
  }

  let referenceTime: String
  let levels: [String: Level]
  let timeseries: [String: Series]?

  enum CodingKeys: String, CodingKey {
    case referenceTime = "reference_time"
    case levels, timeseries
  }
}

/// A transfer function of resistics.
struct GoldenFunction: Decodable {
  let name, configuration: String
  let rate: Double
  let frequencies: [Double]
  let level: [Int]
  let windowCounts, rowCounts: [Int]
  let inputSite, outputSite, remoteSite: String
  let inputs, outputs: [String]
  private let options: Options
  /// By output and input, `ExHx`; each value as its two parts.
  private let elements: [String: [[Double]]]
  private let variances: [String: [Double]]
  private let sensitivity: Sensitivity

  private struct Options: Decodable {
    /// Names of masks by site.
    let masks: [String: GoldenSelector.Names]?
    let datetimes: [GoldenSelector.Constraint]?
    let crosschannels: [String]?
  }

  private struct Sensitivity: Decodable {
    let values, variances: [String: [Double]]

    enum CodingKeys: String, CodingKey {
      case values = "Z"
      case variances = "Var"
    }
  }

  enum CodingKeys: String, CodingKey {
    case name = "case"
    case configuration = "config"
    case rate = "fs"
    case frequencies, level, options, sensitivity
    case windowCounts = "num_windows"
    case rowCounts = "num_rows"
    case inputSite = "insite"
    case outputSite = "outsite"
    case remoteSite = "remotesite"
    case inputs = "inchans"
    case outputs = "outchans"
    case elements = "Z"
    case variances = "Var"
  }

  /// One element at one frequency, with how much 1e-7 of noise in every cross-power changes it.
  struct Value {
    let value: Complex<Double>
    /// Of the norm of the row.
    let sensitivity: Double
    let variance, varianceSensitivity: Double
  }

  func value(_ output: String, _ input: String, _ index: Int) -> Value? {
    let name = output + input
    guard let parts = elements[name]?[index], parts.count == 2,
      let variance = variances[name]?[index], let noise = sensitivity.values[name]?[index],
      let varianceNoise = sensitivity.variances[name]?[index]
    else { return nil }
    return Value(
      value: Complex(parts[0], parts[1]), sensitivity: noise, variance: variance,
      varianceSensitivity: varianceNoise)
  }

  var isRemote: Bool { !remoteSite.isEmpty }

  /// Equations of a window: one for each cross channel.
  var rowsOfWindow: Int {
    if isRemote { return inputs.count }
    return options.crosschannels?.count ?? inputs.count + outputs.count
  }

  func run() throws -> ProcessingRun {
    guard let rate = SamplingRate(hertz: rate) else {
      throw UserError(.data, name, "has no rate", remedy: "copy it again")
    }
    let inputs = inputs.compactMap { Channel($0) }
    let masks = (options.masks ?? [:]).values.flatMap(\.names)
    return ProcessingRun(
      PowerSource(
        outputSite: outputSite, inputSite: inputSite, remoteSite: isRemote ? remoteSite : nil,
        rate: rate, outputs: outputs.compactMap { Channel($0) }, inputs: inputs,
        references: isRemote ? inputs : []),
      crosses: isRemote ? [] : (options.crosschannels ?? []).compactMap { Channel($0) },
      selection: WindowSelection(
        times: try GoldenSelector.times(options.datetimes ?? []), intervals: .allButLast,
        masks: GoldenMask.siteMasks.filter { masks.contains($0.mask.name) }))
  }
}
