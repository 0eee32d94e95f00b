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
      (.frequencies, "frequencies", .numbers(frequencies.sorted(by: >))),
      (.frequencies, "perlevel", .integer(frequenciesPerLevel)),
    ])
  }
}

extension WindowSettings {
  package var canonicalText: String {
    canonical([
      (.window, "minwindows", .integer(minimumWindows)),
      (.window, "windowfactor", .number(factor)),
      (.window, "minwindowsize", .integer(minimumSize)),
      (.window, "minoverlapsize", .integer(minimumOverlap)),
      (.window, "overlapfraction", .number(overlapFraction)),
      (.window, "windowsizes", .integers(sizes)),
      (.window, "overlapsizes", .integers(overlaps)),
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

extension SolverSettings {
  package var canonicalText: String {
    canonical([
      (.solver, "method", .text(method.rawValue)),
      (.solver, "smoothing", .text(smoothing.text)),
      (.solver, "maxpasses", .integer(maximumPasses)),
    ])
  }
}

extension ProcessSettings {
  package var canonicalText: String {
    canonical([
      (.process, "sites", .texts(sites)),
      (.process, "singlesite", .flag(singleSite)),
      (.process, "remotesite", .texts(remoteSites)),
      (.process, "inputsite", .text(inputSite ?? "")),
      (.process, "inchans", .texts(inputs.map(\.name))),
      (.process, "outchans", .texts(outputs.map(\.name))),
    ])
  }
}

/// `[Section]` and `key = value` lines; a section's keys stand together in `rows`.
func canonical(_ rows: [(section: Section, key: String, value: Value)]) -> String {
  var text = ""
  var open: Section?
  for row in rows {
    if row.section != open { text += "[\(row.section.rawValue)]\n" }
    open = row.section
    text += "\(row.key) = \(row.value.iniText)\n"
  }
  return text
}
