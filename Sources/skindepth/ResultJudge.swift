import Archive
import Configuration
import Model
import Pipeline

/// Says what speaks against a result.
struct ResultJudge {
  private let survey: Survey
  private let spectral: [String]
  private let solving: [String]
  /// Definitions of what the job would make, by site and name.
  private let wanted: [String: [String]]
  /// Sites of which something cannot be read at present: what was made of them is not judged by
  /// their data.
  private let unread: Set<String>

  init(survey: Survey, settings: Settings, job: Job?, unread: Set<String>) {
    self.survey = survey
    self.unread = unread
    spectral = settings.spectralLines(survey)
    solving = settings.solvingLines
    var wanted: [String: [String]] = [:]
    if let job {
      let plan = Plan(job)
      for (index, run) in job.runs.enumerated() where run.isSolved {
        let name = LabelledNames.identifier(run.label, run.rate)
        // Several runs are one transfer function where its outputs come from other recordings.
        wanted["\(run.outputSite)/\(name)", default: []] += plan.origin(ofRun: index).definition
      }
    }
    self.wanted = wanted
  }

  /// The sites of the survey, also those in files of many.
  var siteNames: [String] { survey.sites.map(\.name) }

  /// Nil for a result that holds.
  func fault(of result: StoredResult, _ site: String) -> String? {
    guard let stamp = result.stamp else { return "an older version made it" }
    var present = stamp
    present.version = Version.results
    for (name, digest) in stamp.inputs where !unread.contains(name) {
      guard let index = survey.site(named: name) else { return "site \(name) is gone" }
      present.inputs[name] = current(survey.sites[index], result, digest)
    }
    present.settings = settings(for: stamp, result)
    if case .transferFunction = result.kind {
      present.definition = wanted["\(site)/\(result.name)"] ?? stamp.definition
    }
    return stamp.difference(from: present)
  }

  /// What stands for a site's data now: that of the rate at which it is what it was, if there is
  /// one.
  private func current(_ site: SurveySite, _ result: StoredResult, _ digest: Digest) -> Digest {
    if case .spectra = result.kind { return SharedSettings.contents(site) }
    let all = site.rates.map { site.contents($0) }
    return all.first { $0 == digest } ?? all.first ?? Digest(of: [])
  }

  /// The settings that the result would have now.
  ///
  /// Results of another solver bear its name, and so are not
  /// those of another setting.
  private func settings(for stamp: ResultStamp, _ result: StoredResult) -> [String] {
    guard case .transferFunction = result.kind else { return spectral }
    func method(_ lines: [String]) -> String? { lines.first { $0.hasPrefix("method = ") } }
    guard method(stamp.settings) != method(solving) else { return spectral + solving }
    let count = spectral.count
    return stamp.settings.count == count + solving.count
      ? spectral + stamp.settings.dropFirst(count) : spectral + solving
  }
}
