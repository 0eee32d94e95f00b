import Model

/// Everything that a configuration says, checked, one struct a stage.
package struct Settings: Hashable, Sendable {
  package var name: String
  /// Threads of a rank where a step does not say otherwise; `nil`: all cores that the rank may use.
  package var threads: Int?
  package var survey: SurveySettings
  package var preprocessing: PreprocessingSettings
  package var calibration: CalibrationSettings
  package var decimation: DecimationSettings
  package var window: WindowSettings
  package var spectra: SpectraSettings
  package var statistics: StatisticsSettings
  package var solver: SolverSettings
  package var process: ProcessSettings
  /// Every key with its value as given and where that comes from.
  package let values: Values
  /// What the user should know although it stops nothing.
  package let notices: [String]

  /// The settings without a file.
  package static let standard = Settings(Values(), notices: [])

  init(_ values: Values, notices: [String]) {
    name = values.text(.top, "name")
    let general = values.integer(.top, "ncores")
    threads = general < 0 ? nil : max(1, general)
    survey = SurveySettings(values)
    preprocessing = PreprocessingSettings(values)
    calibration = CalibrationSettings(values)
    decimation = DecimationSettings(values)
    window = WindowSettings(values)
    spectra = SpectraSettings(values)
    statistics = StatisticsSettings(values)
    solver = SolverSettings(values)
    process = ProcessSettings(values)
    self.values = values
    self.notices = notices
  }

  /// The effective configuration as a file, each value with where it comes from.
  package var effectiveText: String {
    Section.allCases.map { section in
      let settings = values.all.filter { $0.key.name.section == section }
      let head = section == .top ? "" : "\n[\(section.rawValue)]\n"
      let lines = settings.map {
        "\($0.key.name.name) = \($0.value.iniText)  # \($0.origin)\n"
      }
      return head + lines.joined()
    }.joined()
  }
}

extension SurveySettings {
  init(_ values: Values) {
    self.init(
      reference: values.instant(.survey, "reference"), name: values.text(.survey, "name"))
  }
}

extension DecimationSettings {
  init(_ values: Values) {
    self.init(
      levelCount: values.integer(.decimation, "numlevels"),
      minimumSamples: values.integer(.decimation, "minsamples"),
      frequencies: values.numbers(.frequencies, "frequencies"),
      frequenciesPerLevel: values.integer(.frequencies, "perlevel"))
  }
}

extension WindowSettings {
  init(_ values: Values) {
    self.init(
      minimumWindows: values.integer(.window, "minwindows"),
      factor: values.number(.window, "windowfactor"),
      minimumSize: values.integer(.window, "minwindowsize"),
      minimumOverlap: values.integer(.window, "minoverlapsize"),
      overlapFraction: values.number(.window, "overlapfraction"),
      sizes: values.integers(.window, "windowsizes"),
      overlaps: values.integers(.window, "overlapsizes"),
      alignment: values.text(.window, "alignment") == "wholesample" ? .wholeSample : .phaseRamp)
  }
}

extension SpectraSettings {
  init(_ values: Values) {
    self.init(
      taper: values.flag(.spectra, "applywindow")
        ? Taper(rawValue: values.text(.spectra, "windowfunc")) : nil,
      prewhitens: values.flag(.spectra, "prewhiten"),
      stored: values.flag(.spectra, "store"), compression: values.integer(.spectra, "compression"),
      threads: values.threads(.spectra))
  }
}

extension StatisticsSettings {
  init(_ values: Values) {
    self.init(
      names: values.texts(.statistics, "stats"),
      remoteNames: values.texts(.statistics, "remotestats"), threads: values.threads(.statistics))
  }
}

extension SolverSettings {
  init(_ values: Values) {
    self.init(
      method: SolverMethod(rawValue: values.text(.solver, "method")) ?? .mestimate,
      smoothing: Smoothing(values.text(.solver, "smoothing")),
      maximumPasses: values.integer(.solver, "maxpasses"), threads: values.threads(.solver))
  }
}

extension Smoothing {
  /// The text has been checked by the key's rule.
  fileprivate init(_ text: String) {
    self = Int(text).map { .length($0) } ?? (text == "resistics" ? .resistics : .automatic)
  }
}

extension ProcessSettings {
  init(_ values: Values) {
    let input = values.text(.process, "inputsite")
    self.init(
      sites: values.texts(.process, "sites"), singleSite: values.flag(.process, "singlesite"),
      remoteSites: values.texts(.process, "remotesite").filter { !$0.isEmpty },
      inputSite: input.isEmpty ? nil : input,
      inputs: values.channels(.process, "inchans"), outputs: values.channels(.process, "outchans"))
  }
}
