import Configuration
import Foundation
import Model
import Pipeline

/// What a survey holds, for programs to read.
struct SurveyOverview: Encodable {
  let survey: String
  let reference: String
  /// Of the first and the last sample; nothing where no recording is.
  let start: String?
  let end: String?
  let samplingFrequencies: [Double]
  let sites: [Site]

  struct Site: Encodable {
    let name: String
    let latitude: Double?
    let longitude: Double?
    let elevation: Double?
    /// Other sites that recorded at the same time and sampling frequency.
    let concurrent: [String]
    let recordings: [Recording]
  }

  struct Recording: Encodable {
    let name: String
    let samplingFrequency: Double
    let start: String
    let end: String
    let samples: Int
    let channels: [String]
    let format: String
    let path: String
  }

  init(_ survey: Survey) {
    let headers = survey.sites.flatMap(\.recordings).map(\.header)
    self.survey = survey.name
    reference = survey.reference.iso
    start = headers.map(\.start).min()?.iso
    end = headers.map(\.end).max()?.iso
    samplingFrequencies = survey.rates.map(\.hertz)
    sites = survey.sites.map { site in
      Site(
        name: site.name, latitude: site.location?.latitude, longitude: site.location?.longitude,
        elevation: site.location?.elevation, concurrent: survey.concurrentSites(of: site),
        recordings: site.recordings.map(Recording.init))
    }
  }

  /// The text, the same for the same survey.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension SurveyOverview.Recording {
  fileprivate init(_ recording: SurveyRecording) {
    let header = recording.header
    self.init(
      name: header.name, samplingFrequency: header.rate.hertz, start: header.start.iso,
      end: header.end.iso, samples: header.sampleCount,
      channels: header.channels.map(\.channel.name), format: recording.locator.format,
      path: recording.locator.path)
  }
}
