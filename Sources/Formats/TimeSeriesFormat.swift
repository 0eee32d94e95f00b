package import Model

/// A way in which recordings are stored.
///
/// A format is one folder here, one line in `TimeSeriesFormats.all`, and its tests.
package protocol TimeSeriesFormat: SendableMetatype {
  /// The name that locators carry and messages show.
  static var name: String { get }

  /// The recordings that a file or a folder holds, judged by content.
  ///
  /// Looks only at what it takes to tell; a damaged file of this format is still this format's, and
  /// `open` says what is wrong.
  ///
  /// - Returns: `nil` when this is not the format.
  /// - Throws: A `UserError` when the path cannot be read.
  static func recordings(at path: String) throws -> [RecordingLocator]?

  /// Every file that a recording is read from, in a fixed order.
  static func files(of locator: RecordingLocator) throws -> [String]

  /// Opens a recording and reads its header.
  ///
  /// - Throws: A `UserError` that names the file, the place, what is wrong and what to do.
  static func open(_ locator: RecordingLocator) throws -> any RecordingSource
}

extension TimeSeriesFormat {
  package static func files(of locator: RecordingLocator) throws -> [String] { [locator.path] }
}

/// The formats that recordings are read from.
package enum TimeSeriesFormats {
  /// In the order in which a file is tried; the last takes any columns of numbers.
  package static let all: [any TimeSeriesFormat.Type] = [
    ResisticsBinaryFormat.self,
    ResisticsTextFormat.self,
    ATSFormat.self,
    ATSSFormat.self,
    SPAMFormat.self,
    LEMI423Format.self,
    LEMI424Format.self,
    PhoenixMTUFormat.self,
    MTU5CFormat.self,
    ChannelTextFormat.self,
    ColumnTextFormat.self,
  ]

  /// Opens a recording with the format that its locator names.
  ///
  /// - Throws: A `UserError` from the format, or when there is no such format.
  package static func open(
    _ locator: RecordingLocator, formats: [any TimeSeriesFormat.Type] = all
  ) throws -> any RecordingSource {
    try format(of: locator, among: formats).open(locator)
  }

  /// Every file that a recording is read from, in a fixed order.
  package static func files(
    of locator: RecordingLocator, formats: [any TimeSeriesFormat.Type] = all
  ) throws -> [String] {
    try format(of: locator, among: formats).files(of: locator)
  }

  private static func format(
    of locator: RecordingLocator, among formats: [any TimeSeriesFormat.Type]
  ) throws -> any TimeSeriesFormat.Type {
    guard let format = formats.first(where: { $0.name == locator.format }) else {
      throw UserError(
        .data, locator.path, "has the format `\(locator.format)`, which is not known here",
        remedy: "known are: \(formats.map { $0.name }.joined(separator: ", "))")
    }
    return format
  }
}
