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
  /// What `[Process]` says; process runs of their own take it over where they say nothing else.
  package var process: ProcessSettings
  package var output: OutputSettings
  package var figures: FigureSettings
  /// The process runs: those with sections of their own, or else the one of `[Process]`.
  package var processes: [ProcessSettings]
  /// In the order of the file.
  package var masks: [MaskSettings]
  /// Every key with its value as given and where that comes from.
  package let values: Values
  /// Sections that there may be several of, in the order of the file.
  package let sections: [NamedSection]
  /// What the user should know although it stops nothing.
  package let notices: [String]

  /// The settings without a file.
  package static let standard = Settings(Values(), notices: [])

  init(_ values: Values, sections: [NamedSection] = [], notices: [String]) {
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
    output = OutputSettings(values)
    figures = FigureSettings(values)
    let process = ProcessSettings(values)
    let runs = sections.filter { $0.section == .process }
    self.process = process
    processes =
      runs.isEmpty
      ? [process] : runs.map { ProcessSettings($0.values(over: values), name: $0.name) }
    masks = sections.filter { $0.section == .mask }.map { MaskSettings($0, values) }
    self.values = values
    self.sections = sections
    self.notices = notices
  }

  /// The effective configuration as a file, each value with where it comes from.
  package var effectiveText: String {
    let single = Section.allCases.filter { !$0.needsName }.map { section in
      text(section == .top ? nil : section.rawValue, section, values)
    }
    let several = sections.map { section in
      let own = section.values(over: values)
      return text("\(section.section.rawValue) \(section.name)", section.section, own)
    }
    return (single + several).joined()
  }

  private func text(_ head: String?, _ section: Section, _ values: Values) -> String {
    let lines = values.all.filter { $0.key.name.section == section }.map {
      "\($0.key.name.name) = \($0.value.iniText)  # \($0.origin)\n"
    }
    return (head.map { "\n[\($0)]\n" } ?? "") + lines.joined()
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
      frequenciesPerLevel: values.integer(.frequencies, "perlevel"),
      extendsLast: values.flag(.frequencies, "extendlast"),
      filter: DecimationFilter(rawValue: values.text(.decimation, "filter")) ?? .fir)
  }
}

extension WindowSettings {
  init(_ values: Values) {
    self.init(
      minimumWindows: values.integer(.window, "minwindows"),
      countsByRecording: values.text(.window, "countwindows") == "recording",
      maximumMissing: values.number(.window, "maxmissing"),
      factor: values.number(.window, "windowfactor"),
      minimumSize: values.integer(.window, "minwindowsize"),
      minimumOverlap: values.integer(.window, "minoverlapsize"),
      overlapFraction: values.number(.window, "overlapfraction"),
      sizes: values.integers(.window, "windowsizes"),
      overlaps: values.integers(.window, "overlapsizes"),
      minimumPeriods: values.number(.window, "minperiods"),
      alignment: values.text(.window, "alignment") == "wholesample" ? .wholeSample : .phaseRamp)
  }
}

extension SpectraSettings {
  init(_ values: Values) {
    self.init(
      taper: values.flag(.spectra, "applywindow")
        ? Taper(rawValue: values.text(.spectra, "windowfunc")) : nil,
      prewhitens: values.flag(.spectra, "prewhiten"),
      set: values.text(.spectra, "specdir"), stored: values.flag(.spectra, "store"),
      compression: values.integer(.spectra, "compression"),
      threads: values.threads(.spectra))
  }
}

extension StatisticsSettings {
  init(_ values: Values) {
    self.init(
      names: values.texts(.statistics, "stats"),
      remoteNames: values.texts(.statistics, "remotestats"),
      smoothingLength: Int(values.text(.statistics, "smoothing")),
      takesAllChannels: values.text(.statistics, "equations") == "allchannels",
      calibratesDensity: values.text(.statistics, "density") == "calibrated",
      threads: values.threads(.statistics))
  }
}

extension SolverSettings {
  init(_ values: Values) {
    let method = SolverMethod(rawValue: values.text(.solver, "method")) ?? .mestimate
    let weighting = SolverWeighting(rawValue: values.text(.solver, "weighting")) ?? .windows
    self.init(
      method: method, weighting: method == .cm ? .equations : weighting,
      weights: SolverWeights(rawValue: values.text(.solver, "weights")) ?? .bisquare,
      hasIntercept: values.flag(.solver, "intercept"),
      bootstraps: values.flag(.solver, "bootstrap") ? values.integer(.solver, "bootstraps") : nil,
      smoothing: Smoothing(values.text(.solver, "smoothing")),
      smoothingShape: Taper(rawValue: values.text(.solver, "windowfunc")) ?? .hann,
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
  /// - Parameter name: The section's own; empty for `[Process]`.
  init(_ values: Values, name: String = "") {
    let input = values.text(.process, "inputsite")
    let end = values.text(.process, "postpend")
    self.init(
      name: name, sites: values.texts(.process, "sites"),
      sampleFrequencies: values.numbers(.process, "samplefreqs"),
      singleSite: values.flag(.process, "singlesite"),
      remoteSites: values.texts(.process, "remotesite").filter { !$0.isEmpty },
      inputSite: input.isEmpty ? nil : input,
      inputs: values.channels(.process, "inchans"), outputs: values.channels(.process, "outchans"),
      remotes: values.channels(.process, "remotechans"),
      crosses: values.channels(.process, "crosschannels"),
      masks: values.texts(.process, "masks"), timeLimits: values.timeLimits,
      takesWholeWindows: values.text(.process, "intervals") == "wholewindows",
      postpend: end.isEmpty ? name : end, isDrawn: values.flag(.process, "figures"))
  }
}

extension FigureSettings {
  init(_ values: Values) {
    self.init(phase: FigurePhase(rawValue: values.text(.figures, "phase")) ?? .field)
  }
}
