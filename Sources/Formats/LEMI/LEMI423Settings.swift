import Files
import Model

/// What a LEMI-423 file does not say of its channels: lengths of lines, gains of coils, serial numbers.
///
/// It comes from the headers `chan_NN.h423` that resistics has one write, or from a file `lemi.ini` beside
/// the data: `dipole.Ex = 60` in metres, `gain.Hx = 16`, `serial.Hx = 712`, and `magnetic = nT` where the
/// coefficients give nT already.
struct LEMI423Settings {
  struct Channel {
    /// The channel's name, where it has another one than the recorder gives it.
    var channel: Model.Channel
    /// Metres.
    var dipole: Double?
    var gain = 1.0
    var serial = ""
  }

  /// In the order of a record's columns; empty where nothing is said.
  private(set) var channels: [Channel] = []
  private(set) var givesNanotesla = false
  private(set) var notices: [String] = []
  /// The files that this was read from.
  let files: [String]

  /// Reads what there is in a folder.
  ///
  /// - Throws: A `UserError` that names the file and the key that is wrong.
  init(folder: String, columns: [LEMI423Header.Column]) throws {
    files = try LEMI423Settings.files(in: folder)
    channels = columns.map { Channel(channel: $0.channel) }
    if let text = files.first(where: { lastPart($0).lowercased() == LEMI423Settings.fileName }) {
      try read(KeyedText(text))
    } else if files.count == columns.count {
      for (number, path) in files.enumerated() { try read(KeyedText(path), number) }
    }
  }

  static let fileName = "lemi.ini"

  /// `lemi.ini`, or the headers of channels in their order.
  private static func files(in folder: String) throws -> [String] {
    let names = try Folder.names(in: folder)
    if let own = names.first(where: { $0.lowercased() == fileName }) {
      return [joined(folder, own)]
    }
    return names.filter { $0.lowercased().hasPrefix("chan_") && $0.lowercased().contains(".h423") }
      .map { joined(folder, $0) }
  }

  /// A header of resistics.
  private mutating func read(_ text: KeyedText, _ number: Int) throws {
    let type = try text.text("channel_type")
    guard let channel = Model.Channel(type), channel.kind == channels[number].channel.kind else {
      throw text.wrong(
        "channel_type", "cannot be \(type) for column \(number + 1) of a record",
        "number the headers in the order of the record's columns")
    }
    let file = ResisticsFolder.ChannelFile(header: text, channel: channel, data: "")
    channels[number].channel = channel
    channels[number].serial = file.words("sensor_sernum")
    if channel.kind == .electric {
      channels[number].dipole = try file.dipoleLength()
    } else if let gain = try text.numberIfPresent("gain_stage1") {
      channels[number].gain = gain
    }
  }

  /// `lemi.ini`.
  private mutating func read(_ text: KeyedText) throws {
    for entry in text.entries {
      let parts = entry.key.split(separator: ".")
      if parts.count == 1, parts[0].lowercased() == "magnetic" {
        givesNanotesla = try unitIsNanotesla(text, entry)
        continue
      }
      guard parts.count == 2, let channel = Model.Channel(String(parts[1])),
        let place = channels.firstIndex(where: { $0.channel == channel })
      else {
        throw text.wrong(
          entry.key, "is not known, or its channel is not in the file",
          "known are: magnetic, dipole.<channel>, gain.<channel>, serial.<channel>")
      }
      switch parts[0].lowercased() {
      case "dipole": channels[place].dipole = try text.number(entry.key)
      case "gain": channels[place].gain = try text.number(entry.key)
      case "serial": channels[place].serial = entry.value
      default:
        throw text.wrong(entry.key, "is not known", "known are: magnetic, dipole, gain, serial")
      }
    }
  }

  private func unitIsNanotesla(_ text: KeyedText, _ entry: KeyedText.Entry) throws -> Bool {
    switch entry.value.lowercased() {
    case "nt": return true
    case "mv": return false
    default: throw text.wrong(entry.key, "cannot be \(entry.value)", "write nT or mV")
    }
  }
}
