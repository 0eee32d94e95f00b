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
  /// Every setting that decides numbers.
  let provenance: String
  let figurePhase: FigurePhase
  /// What decides the files of sites besides their products.
  let extras: Digest
  /// Bytes that the work in hand of each rank may take.
  let memory: Int
  /// Whether work of earlier runs that the plan does not know may go.
  let prunes: Bool

  init(_ settings: Settings, survey: String, extras: [String], memory: Int, prunes: Bool) {
    self.survey = survey
    set = settings.spectra.set
    taper = settings.spectra.taper?.rawValue ?? "boxcar"
    prewhitens = settings.spectra.prewhitens
    compression = settings.spectra.compression
    spectraThreads = settings.spectra.threads
    solverThreads = settings.solver.threads
    provenance = settings.provenance
    figurePhase = settings.figures.phase
    let parts = [provenance, survey, "\(compression)", figurePhase.rawValue] + extras
    self.extras = Digest(of: Array(parts.joined(separator: "\n").utf8))
    self.memory = memory
    self.prunes = prunes
  }

  init(reading reader: inout WireReader) throws(WireError) {
    survey = try reader.read()
    set = try reader.read()
    taper = try reader.read()
    prewhitens = try reader.read()
    compression = try reader.read()
    spectraThreads = try reader.read()
    solverThreads = try reader.read()
    provenance = try reader.read()
    guard let phase = FigurePhase(rawValue: try reader.read()) else {
      throw .invalid("phase of figures")
    }
    figurePhase = phase
    extras = try reader.read()
    memory = try reader.read()
    prunes = try reader.read()
  }

  func write(to writer: inout WireWriter) {
    writer.write(survey)
    writer.write(set)
    writer.write(taper)
    writer.write(prewhitens)
    writer.write(compression)
    writer.write(spectraThreads)
    writer.write(solverThreads)
    writer.write(provenance)
    writer.write(figurePhase.rawValue)
    writer.write(extras)
    writer.write(memory)
    writer.write(prunes)
  }
}
