import Archive
import ArgumentParser
import ComplexModule
import Figures
import Foundation
import Model
import Spectra

/// Which spectra are drawn.
struct SpectraOptions: ParsableArguments {
  @OptionGroup var range: ViewRange

  @Option(help: "Decimation level; 0 is the recorded rate.")
  var level = 0

  @Option(help: "Only recordings at this sampling rate, Hz.")
  var rate: Double?

  /// The spectra of each site that is asked for, those of each rate apart.
  func sources(_ view: ViewOptions) throws -> [SpectraSource] {
    let project = try view.survey()
    try project.check()
    let known = try project.siteNames()
    let finished = known.filter {
      FileManager.default.fileExists(atPath: project.siteFile($0))
    }
    guard !finished.isEmpty else {
      throw UserError(
        .data, view.project, "has no spectra",
        remedy: "make some with `skindepth run \(view.project)`")
    }
    let sites = try view.site == nil ? finished : view.chosen(known)
    let found = try sites.flatMap { try sources(site: $0, project.siteFile($0)) }
    guard !found.isEmpty else {
      throw UserError(
        .data, view.project, "has no spectra of what is asked for",
        remedy: "see `skindepth info \(view.project) --verbose` for levels and recordings")
    }
    return found
  }

  private func sources(site: String, _ path: String) throws -> [SpectraSource] {
    let reader = try SiteFileReader(path)
    let stored = try reader.storedSpectra()
    let names = try range.recording.map {
      try Selection("recording", $0).chosen(from: stored.map(\.recording), in: "site \(site)")
    }
    let wanted = stored.filter { spectra in
      spectra.level == level && names?.contains(spectra.recording) ?? true
        && rate.map { abs($0 - spectra.recordedRate.hertz) < 1e-6 * $0 } ?? true
    }
    let byRate = Dictionary(grouping: wanted, by: \.recordedRate).sorted { $0.key > $1.key }
    let rates = Set(stored.map(\.recordedRate))
    return byRate.compactMap { _, spectra in
      SpectraSource(
        site: site, reader: reader, spectra: spectra, range: range, isOnlyRate: rates.count < 2)
    }
  }
}

/// Windows of a site's spectra at one rate and level, in order of time.
struct SpectraSource {
  let site: String
  let channels: [Channel]
  let setting: SpectraSetting
  /// Runs of windows, counted from the start of the first recording in steps of a window.
  let windows: [Range<Int>]
  private let reader: SiteFileReader
  private let spectra: [StoredSpectra]
  private let isOnlyRate: Bool

  /// Nil where no window lies in the range.
  init?(
    site: String, reader: SiteFileReader, spectra: [StoredSpectra], range: ViewRange,
    isOnlyRate: Bool
  ) {
    guard let first = spectra.first else { return nil }
    let kept = spectra.compactMap { spectra -> (StoredSpectra, Range<Int>)? in
      let windows = spectra.windows(in: range)
      let offset = first.steps(to: spectra.start)
      return windows.isEmpty
        ? nil : (spectra, windows.lowerBound + offset..<windows.upperBound + offset)
    }
    guard !kept.isEmpty else { return nil }
    self.site = site
    self.reader = reader
    self.isOnlyRate = isOnlyRate
    self.spectra = kept.map(\.0)
    windows = kept.map(\.1)
    channels = range.chosen(spectra.flatMap(\.channels))
    setting = SpectraSetting(
      spacing: first.spacing, firstHarmonic: first.firstHarmonic,
      densityFactor: amplitudeDensityFactor(
        taper: first.taper, windowSize: first.windowSize, rate: first.rate),
      step: Double(first.step) * first.rate.interval)
  }

  private var first: StoredSpectra { spectra[0] }

  /// All windows' numbers.
  var numbers: [Int] { windows.flatMap { Array($0) } }

  /// So many of the windows, evenly spread.
  func spread(_ count: Int) -> [Int] {
    let all = numbers
    guard all.count > count, count > 1 else { return Array(all.prefix(max(1, count))) }
    return (0..<count).map { all[$0 * (all.count - 1) / (count - 1)] }
  }

  /// Reads windows one after the other, in blocks where they are neighbours.
  ///
  /// - Parameter numbers: Ascending, each of a window that there is.
  func read(_ numbers: some Sequence<Int>, each body: (SpectraWindow) -> Void) throws {
    var block = 0..<0
    for number in numbers {
      if number == block.upperBound, block.count < 64, start(ofBlock: number) == nil {
        block = block.lowerBound..<number + 1
      } else {
        try read(block, body)
        block = number..<number + 1
      }
    }
    try read(block, body)
  }

  /// The place of the recording that begins with a window.
  private func start(ofBlock number: Int) -> Int? {
    windows.firstIndex { $0.lowerBound == number }
  }

  private func read(_ block: Range<Int>, _ body: (SpectraWindow) -> Void) throws {
    guard let place = windows.firstIndex(where: { $0.contains(block.lowerBound) }) else { return }
    let stored = spectra[place]
    let rows = block.lowerBound - offset(stored)..<block.upperBound - offset(stored)
    var values: [Channel: [Complex<Double>]] = [:]
    for channel in channels where stored.channels.contains(channel) {
      values[channel] = try reader.spectra(
        of: channel, run: stored.run, level: stored.level, windows: rows)
    }
    for (index, row) in rows.enumerated() {
      let coefficients = values.mapValues { all in
        Array(all[index * all.count / rows.count..<(index + 1) * all.count / rows.count])
      }
      body(SpectraWindow(start: stored.start(ofWindow: row), coefficients: coefficients))
    }
  }

  /// The number of a recording's first window.
  private func offset(_ stored: StoredSpectra) -> Int { first.steps(to: stored.start) }

  /// Reads a window.
  func window(_ number: Int) throws -> SpectraWindow {
    var found: SpectraWindow?
    try read([number]) { found = $0 }
    guard let found else { preconditionFailure("no such window") }
    return found
  }

  /// The start of a window by its number.
  func start(ofWindow number: Int) -> Instant {
    first.start(ofWindow: number)
  }

  /// `Site A, 128 Hz, level 0`.
  var title: String {
    "Site \(site), \(rateText(first.recordedRate)), level \(first.level)"
      + (first.level == 0 ? "" : " (\(rateText(first.rate)))")
  }

  /// Which recordings and times.
  var subtitle: String {
    let runs = spectra.map(\.recording)
    let names = runs.count > 3 ? "\(runs.count) recordings" : runs.joined(separator: ", ")
    let edges = [windows.map(\.lowerBound).min(), windows.map(\.upperBound).max()].map {
      start(ofWindow: $0 ?? 0)
    }
    return "\(names), \(shortText(edges[0])) to \(shortText(edges[1])) UTC, windows of "
      + "\(first.windowSize) samples"
  }

  /// Parts of the names of files.
  var nameParts: [String] {
    [site] + (isOnlyRate ? [] : [rateText(first.recordedRate)]) + ["level\(first.level)"]
  }
}

extension StoredSpectra {
  /// Steps of windows from the start of the first window to an instant.
  fileprivate func steps(to instant: Instant) -> Int {
    Int((instant.seconds(since: start) / (Double(step) * rate.interval)).rounded())
  }

  /// The windows that begin in the range, counted from 0.
  fileprivate func windows(in range: ViewRange) -> Range<Int> {
    let step = Double(step) * rate.interval
    func number(_ instant: Instant) -> Int {
      Int(min(max((instant.seconds(since: start) / step).rounded(.up), 0), Double(windowCount)))
    }
    let (low, high) = (range.from.map(number) ?? 0, range.to.map(number) ?? windowCount)
    return low..<max(low, high)
  }
}
