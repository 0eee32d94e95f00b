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
    figurePhase = settings.figures.phase
    let parts = [provenance, survey.name, "\(compression)", figurePhase.rawValue] + extras
    self.extras = Digest(of: Array(parts.joined(separator: "\n").utf8))
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
    writer.write(figurePhase.rawValue)
    writer.write(extras)
    writer.write(memory)
    writer.write(prunes)
    writer.write(formats)
    writer.write(axes)
    writer.write(layout)
  }
}
