import Model

extension SurveyDescription {
  /// Samples of a channel from the first start to the last end, at most: the spectra of so many fit
  /// into the memory of large computers.
  package static let largestSpan = 1e9
  /// Seconds, at most, of all times that a description gives: 31 years.
  package static let longestTime = 1e9

  /// Refuses what cannot be made.
  ///
  /// - Throws: A `UserError` that names the site and what is wrong.
  func check() throws {
    guard source.components >= 2 else {
      throw problem(
        "source", "has fewer than two polarisations",
        "give it two components or more; four are usual")
    }
    guard isTime(source.modulationTime), source.modulationTime >= rate.interval else {
      throw problem(
        "source", "changes its strength in \(source.modulationTime) s",
        "give it a time of a sample or more")
    }
    for site in sites { try check(site) }
    let names = sites.map(\.name)
    if let twice = sites.first(where: { site in names.count(where: { $0 == site.name }) > 1 }) {
      throw problem(twice, "stands twice", "give each site a name of its own")
    }
    try checkSpan()
  }

  private func checkSpan() throws {
    let first = sites.map(\.start).min() ?? 0
    let span = (sites.map { $0.start + $0.duration }.max() ?? 0) - first
    guard span * rate.hertz <= Self.largestSpan else {
      throw problem(
        "sites", "span \(span) s, which are \(span * rate.hertz) samples",
        "make it at most \(Int(Self.largestSpan)): shorter, nearer in time, or at a lower rate")
    }
  }

  private func check(_ site: SiteDescription) throws {
    guard isTime(site.start), isTime(site.duration) else {
      throw problem(
        site, "records \(site.duration) s from \(site.start) s on",
        "give times of at most \(Self.longestTime) s")
    }
    guard site.sampleCount(at: rate) > 0 else {
      throw problem(site, "has no samples: \(site.duration) s", "give it a longer duration")
    }
    if let channel = site.channels.first(where: { site.response.row(of: $0) == nil }) {
      throw problem(site, "has a channel without a direction: \(channel)", "use Ex, Ey, Hx, Hy, Hz")
    }
    guard isPossible(site.gaps) else {
      throw problem(site, "has impossible gaps", "give their times in seconds, none below 0")
    }
    for noise in [site.noise.electric, site.noise.magnetic] { try check(noise, site) }
  }

  private func check(_ noise: ChannelNoise, _ site: SiteDescription) throws {
    guard noise.signalToNoise.map({ $0.lowerBound > 0 }) ?? true else {
      throw problem(site, "has a signal-to-noise ratio of 0 or less", "use positive ratios")
    }
    guard noise.floor.map({ $0 > 0 }) ?? true else {
      throw problem(site, "has a noise floor at a ratio of 0 or less", "use a positive ratio")
    }
    guard noise.bursts.map({ (0..<1).contains($0.share) && isRange($0.length) }) ?? true else {
      throw problem(
        site, "has bursts of no length, or all of the time", "use a share from 0 to below 1")
    }
    guard noise.spikes.map({ (0...1e6).contains($0.perHour) }) ?? true else {
      throw problem(site, "has an impossible number of spikes", "use 0 to 1000000 an hour")
    }
  }

  private func isPossible(_ gaps: Gaps) -> Bool {
    switch gaps {
    case .none: true
    case .listed(let gaps):
      gaps.allSatisfy { isTime($0.start) && isTime($0.length) && $0.length >= 0 }
    case .random(let count, let length): (0...1_000_000).contains(count) && isRange(length)
    }
  }

  private func isTime(_ seconds: Double) -> Bool { abs(seconds) <= Self.longestTime }

  private func isRange(_ seconds: ClosedRange<Double>) -> Bool {
    seconds.lowerBound > 0 && isTime(seconds.upperBound)
  }

  private func problem(_ site: SiteDescription, _ problem: String, _ remedy: String) -> UserError {
    self.problem("site \(site.name)", problem, remedy)
  }

  private func problem(_ place: String, _ problem: String, _ remedy: String) -> UserError {
    UserError(.configuration, "synthetic survey", at: place, problem, remedy: remedy)
  }
}
