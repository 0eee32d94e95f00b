internal import Model
internal import Spectra

extension Plan {
  /// What the file of a site will hold.
  package func content(ofSite site: Int) -> SiteContent {
    SiteContent(
      survey: job.survey.name, site: job.survey.sites[site],
      spectra: job.storesSpectra
        ? recordings.filter { $0.site == site }.flatMap(plannedSpectra) : [],
      tables: tables(ofSite: site))
  }

  private func plannedSpectra(of recording: PlannedRecording) -> [SiteContent.PlannedSpectra] {
    recording.levels.filter { $0.windows.count > 0 }.map { planned in
      let grid = planned.level.grid(reference: job.survey.reference)
      return SiteContent.PlannedSpectra(
        recording: recording.indexInSite, level: planned.level, windowCount: planned.windows.count,
        start: grid.start(ofWindow: planned.windows.firstWindow))
    }
  }

  /// The name of a unit's products.
  package func address(of place: UnitPlace) -> UnitAddress {
    let recording = recordings[place.recording]
    return UnitAddress(
      site: job.survey.sites[recording.site].name, recording: recording.indexInSite,
      level: place.level, block: place.block)
  }

  /// Where the spectra of a unit's channel belong.
  func spectraPlace(of unit: LevelUnit, _ channel: Channel) -> SpectraPlace {
    let recording = recordings[unit.recording]
    let placement = recording.levels[unit.level].windows
    return SpectraPlace(
      site: job.survey.sites[recording.site].name, recording: recording.indexInSite,
      level: unit.level, channel: channel,
      firstWindow: unit.windows.lowerBound - placement.firstWindow)
  }
}
