import Archive
import Configuration
import Distribution
import Model
import Pipeline

/// What every rank has to know of the settings besides the job; rank 0 gives it to the others.
struct SharedSettings: Wire {
  let survey: String
  /// The name of the set of spectra.
  let set: String
  let taper: String
  let prewhitens: Bool
  /// gzip's level of stored spectra, 0 for none.
  let compression: Int
  /// Threads of each rank for spectra and for solving; `nil`: as many as there are cores for it.
  let spectraThreads: Int?
  let solverThreads: Int?
  /// Those for statistics of cross-powers that are there.
  let statisticsThreads: Int?
  /// Every setting that decides numbers.
  let provenance: String
  /// Lines of the settings that decide spectra, and of those that decide transfer functions
  /// besides.
  let spectralLines: [String]
  let solvingLines: [String]
  /// What decides figures and the form of files, and no result.
  let form: Digest
  let figurePhase: FigurePhase
  /// What decides the files of sites besides their products.
  let extras: Digest
  /// Bytes that the work in hand of each rank may take.
  let memory: Int
  /// Whether work of earlier runs that the plan does not know may go.
  let prunes: Bool
  /// Words for the formats of transfer functions.
  let formats: [String]
  /// The direction of x of the axes in which transfer functions are written; `nil`: as laid out.
  let axes: Double?
  /// Channels that do not point where their names say.
  let layout: SurveyLayout

  init(_ settings: Settings, _ survey: Survey, extras: [String], memory: Int, prunes: Bool) {
    self.survey = survey.name
    set = settings.spectra.set
    taper = settings.spectra.taper?.rawValue ?? "boxcar"
    prewhitens = settings.spectra.prewhitens
    compression = settings.spectra.compression
    spectraThreads = settings.spectra.threads
    solverThreads = settings.solver.threads
    statisticsThreads = settings.statistics.threads
    provenance = settings.provenance
    spectralLines = settings.spectralLines(survey)
    solvingLines = settings.solvingLines
    figurePhase = settings.figures.phase
    let parts = [survey.name, "\(compression)", figurePhase.rawValue] + extras
    form = Digest(of: Array(parts.joined(separator: "\n").utf8))
    self.extras = Digest(of: Array(([provenance] + parts).joined(separator: "\n").utf8))
    self.memory = memory
    self.prunes = prunes
    formats = settings.output.formats
    axes = if case .axes(let angle) = settings.output.rotation { angle } else { nil }
    layout = SurveyLayout(survey)
  }

  init(reading reader: inout WireReader) throws(WireError) {
    survey = try reader.read()
    set = try reader.read()
    taper = try reader.read()
    prewhitens = try reader.read()
    compression = try reader.read()
    spectraThreads = try reader.read()
    solverThreads = try reader.read()
    statisticsThreads = try reader.read()
    provenance = try reader.read()
    spectralLines = try reader.read()
    solvingLines = try reader.read()
    form = try reader.read()
    guard let phase = FigurePhase(rawValue: try reader.read()) else {
      throw .invalid("phase of figures")
    }
    figurePhase = phase
    extras = try reader.read()
    memory = try reader.read()
    prunes = try reader.read()
    formats = try reader.read()
    axes = try reader.read()
    layout = try reader.read()
  }

  func write(to writer: inout WireWriter) {
    writer.write(survey)
    writer.write(set)
    writer.write(taper)
    writer.write(prewhitens)
    writer.write(compression)
    writer.write(spectraThreads)
    writer.write(solverThreads)
    writer.write(statisticsThreads)
    writer.write(provenance)
    writer.write(spectralLines)
    writer.write(solvingLines)
    writer.write(form)
    writer.write(figurePhase.rawValue)
    writer.write(extras)
    writer.write(memory)
    writer.write(prunes)
    writer.write(formats)
    writer.write(axes)
    writer.write(layout)
  }
}

// What stands with results.
extension SharedSettings {
  /// Of a transfer function as it is written.
  func stamp(_ labelled: LabelledTransferFunction) -> ResultStamp {
    ResultStamp(
      version: Version.results, settings: spectralLines + solvingLines,
      definition: labelled.origin.definition, inputs: labelled.origin.inputs,
      values: ResultStamp.values(of: labelled.function))
  }

  /// Of a statistic or a mask.
  func stamp(_ table: PlannedTable) -> ResultStamp {
    ResultStamp(
      version: Version.results, settings: spectralLines, definition: table.definition,
      inputs: table.origin.inputs)
  }

  /// Of a site's spectra.
  func stampOfSpectra(_ site: SurveySite) -> ResultStamp {
    ResultStamp(
      version: Version.results, settings: spectralLines, definition: [],
      inputs: [site.name: SharedSettings.contents(site)])
  }

  /// Stands for the recordings of a site at all rates.
  static func contents(_ site: SurveySite) -> Digest {
    let rates = site.rates.map { "\($0.hertz) Hz: \(site.contents($0))" }
    return Digest(of: Array(rates.joined(separator: "\n").utf8))
  }
}
