import Model

// The canonical text of a stage's settings is stored with its products, and a product is taken as
// up to date when the texts are equal. It is a piece of a configuration file with all keys that
// decide the numbers, and only those: threads, storage and names of results are left out.

extension SurveySettings {
  package var canonicalText: String {
    canonical([(.survey, "reference", .instant(reference))])
  }
}

extension DecimationSettings {
  package var canonicalText: String {
    canonical([
      (.decimation, "numlevels", .integer(levelCount)),
      (.decimation, "minsamples", .integer(minimumSamples)),
      (.decimation, "filter", .text(filter.rawValue)),
      (.frequencies, "frequencies", .numbers(frequencies.sorted(by: >))),
      (.frequencies, "perlevel", .integer(frequenciesPerLevel)),
      (.frequencies, "extendlast", .flag(extendsLast)),
    ])
  }
}

extension WindowSettings {
  package var canonicalText: String {
    canonical([
      (.window, "minwindows", .integer(minimumWindows)),
      (.window, "countwindows", .text(countsByRecording ? "recording" : "run")),
      (.window, "maxmissing", .number(maximumMissing)),
      (.window, "windowfactor", .number(factor)),
      (.window, "minwindowsize", .integer(minimumSize)),
      (.window, "minoverlapsize", .integer(minimumOverlap)),
      (.window, "overlapfraction", .number(overlapFraction)),
      (.window, "windowsizes", .integers(sizes)),
      (.window, "overlapsizes", .integers(overlaps)),
      (.window, "minperiods", .number(minimumPeriods)),
      (.window, "alignment", .text(alignment == .phaseRamp ? "phaseramp" : "wholesample")),
    ])
  }
}

extension SpectraSettings {
  package var canonicalText: String {
    let name = taper ?? .hamming
    return canonical([
      (.spectra, "applywindow", .flag(taper != nil)),
      // Without a taper its name must make no difference.
      (.spectra, "windowfunc", .text(name.rawValue)),
      (.spectra, "prewhiten", .flag(prewhitens)),
    ])
  }
}

extension StatisticsSettings {
  package var canonicalText: String {
    canonical([
      (.statistics, "stats", .texts(names)), (.statistics, "remotestats", .texts(remoteNames)),
      (.statistics, "smoothing", .text(smoothingLength.map(String.init) ?? "auto")),
      (.statistics, "equations", .text(takesAllChannels ? "allchannels" : "inputs")),
      (.statistics, "density", .text(calibratesDensity ? "calibrated" : "persecond")),
    ])
  }
}

extension SolverSettings {
  package var canonicalText: String {
    canonical([
      (.solver, "method", .text(method.rawValue)),
      (.solver, "weighting", .text(weighting.rawValue)),
      (.solver, "weights", .text(weights.rawValue)),
      (.solver, "intercept", .flag(hasIntercept)),
      (.solver, "bootstrap", .flag(bootstraps != nil)),
      // Without replicates their number must make no difference.
      (.solver, "bootstraps", .integer(bootstraps ?? 100)),
      (.solver, "smoothing", .text(smoothing.text)),
      (.solver, "windowfunc", .text(smoothingShape.rawValue)),
      (.solver, "maxpasses", .integer(maximumPasses)),
    ])
  }
}

extension ProcessSettings {
  package var canonicalText: String {
    canonical(
      [
        (.process, "sites", .texts(sites)),
        (.process, "samplefreqs", .numbers(sampleFrequencies)),
        (.process, "singlesite", .flag(singleSite)),
        (.process, "remotesite", .texts(remoteSites)),
        (.process, "inputsite", .text(inputSite ?? "")),
        (.process, "inchans", .texts(inputs.map(\.name))),
        (.process, "outchans", .texts(outputs.map(\.name))),
        (.process, "remotechans", .texts(remotes.map(\.name))),
        (.process, "crosschannels", .texts(crosses.map(\.name))),
        (.process, "masks", .texts(masks)),
        (.process, "datetimes", .texts(limits { if case .between = $0 { true } else { false } })),
        (.process, "dates", .texts(limits { if case .day = $0 { true } else { false } })),
        (.process, "times", .texts(limits { if case .daily = $0 { true } else { false } })),
        (.process, "intervals", .text(takesWholeWindows ? "wholewindows" : "allbutlast")),
      ], name: name)
  }

  private func limits(_ isOfKind: (TimeLimit.Span) -> Bool) -> [String] {
    timeLimits.filter { isOfKind($0.span) }.map(\.text)
  }
}

extension MaskSettings {
  package var canonicalText: String {
    canonical(
      [
        (.mask, "sites", .texts(sites)), (.mask, "samplefreqs", .numbers(sampleFrequencies)),
        (.mask, "constraint", .texts(constraints.map(\.text))),
        (.mask, "limits", .text(limitsAreIncluded ? "included" : "excluded")),
        (.mask, "insideout", .text(allMustBeOutside ? "all" : "one")),
        (.mask, "remotesite", .text(remoteSite ?? "")),
      ], name: name)
  }
}

/// `[Section]` and `key = value` lines; a section's keys stand together in `rows`.
func canonical(
  _ rows: [(section: Section, key: String, value: Value)], name: String = ""
) -> String {
  var text = ""
  var open: Section?
  for row in rows {
    if row.section != open {
      text += "[\(row.section.rawValue)\(name.isEmpty ? "" : " \(name)")]\n"
    }
    open = row.section
    text += "\(row.key) = \(row.value.iniText)\n"
  }
  return text
}
