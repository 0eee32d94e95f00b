import Foundation
import HDF5TestSupport
import Model
import Testing

/// Every suite that uses HDF5 is nested in this one, so that one test at a time does.
@Suite(.serialized, .aloneWithHDF5) struct ArchiveSuite {}

extension RecordingSource {
  /// The samples of a range as an array.
  func samples(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    var values = [Double](repeating: .nan, count: range.count)
    var span = values.mutableSpan
    try read(channel, range, into: &span)
    return values
  }
}

/// The folder's entries, hidden ones included.
func entries(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
