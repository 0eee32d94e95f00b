import Files
import Model

/// What the files beside those of an MTU-5C say: which channel has which number, lengths and sensors.
struct MTU5CDescription {
  struct Channel {
    var channel: Model.Channel
    /// Metres.
    var dipole: Double?
    var azimuth: Double?
    var sensor = ""
    var serial = ""
  }

  private var channels: [Int: Channel] = [:]
  private(set) var station: String?
  private(set) var notices: [String] = []
  /// The files that this was read from.
  private(set) var files: [String] = []

  /// Reads `recmeta.json`, or says that there is none.
  ///
  /// - Throws: A `UserError` when the folder or the file cannot be read.
  init(folder: String) throws {
    var folder = folder
    var names = try Folder.names(in: folder)
    // The folder of one channel, whose name is a number, lies in that of the recording.
    if Int(lastPart(folder)) != nil, !names.contains(where: { $0.lowercased() == "recmeta.json" }),
      FileStatus.isFolder(parentFolder(folder))
    {
      folder = parentFolder(folder)
      names = try Folder.names(in: folder)
    }
    files = names.filter { ["recmeta.json", "config.json"].contains($0.lowercased()) }
      .map { joined(folder, $0) }
    guard let path = files.first(where: { lastPart($0).lowercased() == "recmeta.json" }) else {
      notices.append("no recmeta.json: its place in the recorder says which channel it is")
      return
    }
    guard let text = JSONText(utf8: try InputFile.contents(of: path, limit: 8 << 20)) else {
      throw UserError(
        .data, path, "is no JSON text", remedy: "copy the file again from its source")
    }
    read(text)
  }

  private mutating func read(_ text: JSONText) {
    station = text["layout"]?["Station_Name"]?.string
    let settings = text["chconfig"]?["chans"]?.array ?? []
    for entry in text["channel_map"]?["mapping"]?.array ?? [] {
      guard let number = entry["idx"]?.number.flatMap({ Int(exactly: $0) }),
        let tag = entry["tag"]?.string, let channel = Self.channel(tag)
      else { continue }
      let setting = settings.first { $0["tag"]?.string?.lowercased() == tag.lowercased() }
      channels[number] = Channel(
        channel: channel, dipole: Self.dipole(setting), azimuth: setting?["azimuth"]?.number,
        sensor: setting?["type_name"]?.string ?? "",
        serial: setting?["serial"].flatMap { $0.string ?? Self.whole($0.number) } ?? "")
    }
  }

  /// A serial number that is written as a number; one that is none says nothing.
  private static func whole(_ number: Double?) -> String? {
    number.flatMap { Int(exactly: $0.rounded()) }.map { "\($0)" }
  }

  private static func dipole(_ setting: JSONText?) -> Double? {
    let lengths = ["length1", "length2"].compactMap { setting?[$0]?.number }
    let sum = lengths.reduce(0, +)
    return sum.isFinite && sum > 0 ? sum : nil
  }

  /// The channel of the maker's name.
  private static func channel(_ tag: String) -> Model.Channel? {
    let names = ["h1": "Hx", "h2": "Hy", "h3": "Hz", "e1": "Ex", "e2": "Ey"]
    return Model.Channel(names[tag.lowercased()] ?? tag)
  }

  /// The channel with a number, as the description or else the recorder's own order has it.
  func channel(_ header: MTU5CHeader) throws -> Channel {
    if let channel = channels[header.channelNumber] { return channel }
    let order: [Model.Channel] = [.hx, .hy, .hz, .ex, .ey]
    guard order.indices.contains(header.channelNumber),
      (order[header.channelNumber].kind == .electric) == header.isElectric
    else {
      throw UserError(
        .data, header.path, at: "channel \(header.channelNumber) (byte 24)",
        "is none that can be told without recmeta.json",
        remedy: "copy recmeta.json of the recording beside the folders of its channels")
    }
    return Channel(channel: order[header.channelNumber])
  }
}
