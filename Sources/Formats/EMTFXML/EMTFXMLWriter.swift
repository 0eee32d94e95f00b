import ComplexModule
package import Model

extension EMTFXML {
  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    var writer = Writer(function.usual, note)
    return writer.text()
  }

  struct Writer {
    let function: TransferFunction
    let points: [TransferFunction.Point]
    private let note: FileNote
    private var lines: [String] = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    private var depth = 0

    init(_ function: TransferFunction, _ note: FileNote) {
      self.function = function
      self.note = note
      points = function.writtenPoints.sorted { $0.period < $1.period }
    }

    mutating func text() -> String {
      element("EM_TF") { writer in
        writer.writeDescription()
        writer.writeSite()
        writer.writeFieldNotes()
        writer.writeProcessing()
        writer.writeTypes()
        writer.writeLayout()
        writer.writeData()
        writer.writeCross()
      }
      return lines.joined(separator: "\n") + "\n"
    }

    var parts: [Part] {
      EMTFXML.parts.filter { part in part.outputs.contains { function.outputs.contains($0) } }
    }

    private mutating func writeDescription() {
      let site = plainIdentifier(function.origin.output)
      leaf("Description", "Magnetotelluric Transfer Functions")
      leaf("ProductId", "skindepth.\(site)")
      leaf("SubType", "MT_TF")
      leaf("ExternalUrl", "")
      leaf("Notes", note.provenance.joined(separator: "\n"))
      leaf("Tags", parts.map { $0.name == "Z" ? "impedance" : "tipper" }.joined(separator: ","))
      element("PrimaryData") { $0.leaf("Filename", "") }
      element("Attachment") { writer in
        writer.leaf("Filename", "")
        writer.leaf("Description", "")
      }
      element("Provenance") { writer in
        if let date = writer.note.date { writer.leaf("CreateTime", "\(date)T00:00:00") }
        writer.leaf("CreatingApplication", "skindepth")
        writer.element("Creator") { $0.leaf("Name", "") }
        writer.element("Submitter") { $0.leaf("Name", "") }
      }
      let citation = function.metadata.citation
      guard !citation.isEmpty else { return }
      element("Copyright") { $0.element("Citation") { $0.leaf("Title", citation) } }
    }

    private mutating func writeSite() {
      let site = plainIdentifier(function.origin.output)
      element("Site") { writer in
        let metadata = writer.function.metadata
        writer.leaf("Project", metadata.project)
        writer.leaf("Survey", metadata.survey)
        writer.leaf("Id", site)
        writer.leaf("Name", writer.function.origin.output)
        if let location = writer.function.location { writer.write(location) }
        let axes = writer.function.axes
        writer.leaf(
          "Orientation", axes == nil ? "sitelayout" : "orthogonal",
          [("angle_to_geographic_north", "\(axes ?? 0)")])
        if !metadata.people.isEmpty { writer.leaf("AcquiredBy", metadata.people) }
        writer.leaf("RunList", "1")
      }
    }

    private mutating func write(_ location: Location) {
      element("Location", [("datum", "WGS84")]) { writer in
        writer.leaf("Latitude", "\(location.latitude)")
        writer.leaf("Longitude", "\(location.longitude)")
        writer.leaf("Elevation", "\(location.elevation)", [("units", "meters")])
        let declination = writer.function.metadata.declination ?? 0
        writer.leaf("Declination", "\(declination)", [("epoch", "2020.0")])
      }
    }

    private mutating func writeFieldNotes() {
      let rate = "\(function.rate.hertz)"
      element("FieldNotes", [("run", "1")]) { writer in
        writer.leaf("SamplingRate", rate, [("units", "Hz")])
        // In the order of published files.
        for kind in [Channel.Kind.magnetic, .electric] {
          for instrument in writer.function.instruments where instrument.channel.kind == kind {
            writer.write(instrument)
          }
        }
      }
    }

    private mutating func write(_ instrument: Instrument) {
      let name = [("name", instrument.channel.name)]
      if instrument.channel.kind == .electric, let length = instrument.dipoleLength {
        element("Dipole", name) { writer in
          writer.leaf("Length", "\(length)", [("units", "meters")])
          writer.leaf("Azimuth", "\(instrument.azimuth)", [("units", "degrees")])
        }
      } else if instrument.channel.kind == .magnetic, !instrument.sensor.isEmpty {
        element("Magnetometer", name) { $0.leaf("Name", instrument.sensor) }
      }
    }

    private mutating func writeProcessing() {
      let origin = function.origin
      element("ProcessingInfo") { writer in
        writer.leaf("SignConvention", EMTFXML.sign)
        writer.leaf(
          "RemoteRef", "", [("type", origin.remote == nil ? "single station" : "robust remote")])
        if let remote = origin.remote {
          writer.element("RemoteInfo") { $0.element("Site") { $0.leaf("Id", remote) } }
        }
        writer.element("ProcessingSoftware") { $0.leaf("Name", "skindepth") }
        writer.leaf("ProcessingTag", origin.input == origin.output ? "" : "input \(origin.input)")
      }
      element("StatisticalEstimates") { writer in
        writer.estimate("VAR", "real", "Variance")
        writer.estimate("INVSIGCOV", "complex", "Inverse Coherent Signal Power Matrix (S)")
        writer.estimate("RESIDCOV", "complex", "Residual Covariance (N)")
      }
    }

    private mutating func estimate(_ name: String, _ type: String, _ description: String) {
      element("Estimate", [("name", name), ("type", type)]) { writer in
        writer.leaf("Description", description)
        writer.leaf("ExternalUrl", "")
        writer.leaf("Intention", name == "INVSIGCOV" ? "signal power estimate" : "error estimate")
        writer.leaf("Tag", description.lowercased().prefix { $0 != "(" }.trimmed)
      }
    }

    private mutating func writeTypes() {
      let (parts, function) = (parts, function)
      element("DataTypes") { writer in
        for part in parts {
          let output = part.name == "Z" ? "E" : "H"
          writer.element(
            "DataType",
            [
              ("name", part.name), ("type", "complex"), ("output", output), ("input", "H"),
              ("units", part.units(function)),
            ]
          ) { writer in
            writer.leaf("Description", part.type)
            writer.leaf("ExternalUrl", "")
            writer.leaf("Intention", "primary data type")
            writer.leaf("Tag", part.name == "Z" ? "impedance" : "tipper")
          }
        }
      }
    }

    private mutating func writeLayout() {
      let function = function
      element("SiteLayout") { writer in
        writer.element("InputChannels", [("ref", "site"), ("units", "m")]) { writer in
          for channel in function.inputs {
            writer.write(channel, azimuth: function.azimuth(ofInput: channel))
          }
        }
        writer.element("OutputChannels", [("ref", "site"), ("units", "m")]) { writer in
          for channel in function.outputs {
            writer.write(channel, azimuth: function.azimuth(ofOutput: channel))
          }
        }
      }
    }

    private mutating func write(_ channel: Channel, azimuth: Double) {
      let isElectric = channel.kind == .electric
      let end = function.instrument(channel)?.electrode ?? (0, 0)
      let places = [
        ("x", end.north == 0 ? "0.0" : (-end.north).fixed(2)),
        ("y", end.east == 0 ? "0.0" : (-end.east).fixed(2)), ("z", "0.0"),
      ]
      let ends = [
        ("x2", end.north == 0 ? "0.0" : end.north.fixed(2)),
        ("y2", end.east == 0 ? "0.0" : end.east.fixed(2)), ("z2", "0.0"),
      ]
      leaf(
        isElectric ? "Electric" : "Magnetic", "",
        [("name", channel.name), ("orientation", "\(channel == .hz ? 0 : azimuth)")]
          + places + (isElectric ? ends : []))
    }

    func number(_ value: Double) -> String { scientific(value, digits: note.digits) }

    mutating func element(
      _ name: String, _ attributes: [(String, String)] = [], _ body: (inout Writer) -> Void
    ) {
      let before = lines.count
      append("<\(name)\(text(attributes))>")
      depth += 1
      body(&self)
      depth -= 1
      if lines.count == before + 1 {
        lines.removeLast()
        append("<\(name)\(text(attributes))/>")
      } else {
        append("</\(name)>")
      }
    }

    mutating func leaf(
      _ name: String, _ content: String, _ attributes: [(String, String)] = []
    ) {
      let start = "<\(name)\(text(attributes))"
      append(content.isEmpty ? "\(start)/>" : "\(start)>\(content.escapedForXML)</\(name)>")
    }

    private mutating func append(_ line: String) {
      lines.append(String(repeating: "  ", count: depth) + line)
    }

    private func text(_ attributes: [(String, String)]) -> String {
      attributes.map { " \($0.0)=\"\($0.1.escapedForXML)\"" }.joined()
    }
  }
}

extension String {
  /// The text as it may stand in an element or an attribute.
  var escapedForXML: String {
    reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default:
        // Control characters have no place in XML.
        let isControl = character.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }
        result += isControl ? " " : String(character)
      }
    }
  }
}
