import ComplexModule
package import Model

extension EMTFXML {
  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    var writer = Writer(function.usual, note)
    return writer.text()
  }

  private struct Writer {
    private let function: TransferFunction
    private let points: [TransferFunction.Point]
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

    private var parts: [Part] {
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
    }

    private mutating func writeSite() {
      let site = plainIdentifier(function.origin.output)
      element("Site") { writer in
        writer.leaf("Project", "")
        writer.leaf("Survey", "")
        writer.leaf("Id", site)
        writer.leaf("Name", writer.function.origin.output)
        if let location = writer.function.location { writer.write(location) }
        let axes = writer.function.axes
        writer.leaf(
          "Orientation", axes == nil ? "sitelayout" : "orthogonal",
          [("angle_to_geographic_north", "\(axes ?? 0)")])
        writer.leaf("RunList", "1")
      }
    }

    private mutating func write(_ location: Location) {
      element("Location", [("datum", "WGS84")]) { writer in
        writer.leaf("Latitude", "\(location.latitude)")
        writer.leaf("Longitude", "\(location.longitude)")
        writer.leaf("Elevation", "\(location.elevation)", [("units", "meters")])
        writer.leaf("Declination", "0.0", [("epoch", "2020.0")])
      }
    }

    private mutating func writeFieldNotes() {
      let rate = "\(function.rate.hertz)"
      element("FieldNotes", [("run", "1")]) { writer in
        writer.leaf("SamplingRate", rate, [("units", "Hz")])
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
      let parts = parts
      element("DataTypes") { writer in
        for part in parts {
          let output = part.name == "Z" ? "E" : "H"
          writer.element(
            "DataType",
            [
              ("name", part.name), ("type", "complex"), ("output", output), ("input", "H"),
              ("units", part.units),
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
      let ends = isElectric ? [("x2", "0.0"), ("y2", "0.0"), ("z2", "0.0")] : []
      leaf(
        isElectric ? "Electric" : "Magnetic", "",
        [("name", channel.name), ("orientation", "\(channel == .hz ? 0 : azimuth)")]
          + [("x", "0.0"), ("y", "0.0"), ("z", "0.0")] + ends)
    }

    private mutating func writeData() {
      let (points, parts) = (points, parts)
      element("Data", [("count", "\(points.count)")]) { writer in
        for point in points {
          let period = writer.number(point.period)
          writer.element("Period", [("value", period), ("units", "secs")]) { writer in
            for part in parts { writer.write(part, point.estimate) }
          }
        }
      }
      element(
        "PeriodRange",
        [
          ("min", number(points.first?.period ?? 0)), ("max", number(points.last?.period ?? 0)),
        ]
      ) { _ in }
    }

    private mutating func write(_ part: Part, _ estimate: Estimate) {
      let function = function
      let rows = part.outputs.filter { function.outputs.contains($0) }
      let stem = part.name.uppercased()
      let cells = rows.flatMap { output in
        EMTFXML.inputs.map { input in
          // `Zxy` is of Ex from Hy; the tipper's `Tx` of Hz from Hx.
          let letters = output == .hz ? [input] : [output, input]
          let name = stem + letters.map { String($0.name.suffix(1)) }.joined()
          return Cell(name: name, output: output, input: input)
        }
      }
      let size = "\(rows.count) \(EMTFXML.inputs.count)"
      complex(part.name, size, cells, [("units", part.units)]) { cell in
        function.element(cell.output, cell.input).map { estimate.values[$0.output][$0.input] }
      }
      real("\(part.name).VAR", size, cells) { cell in
        function.element(cell.output, cell.input).map { estimate.variances[$0.output][$0.input] }
      }
      let pairs = Writer.squares(EMTFXML.inputs)
      complex("\(part.name).INVSIGCOV", "2 2", pairs, []) { cell in
        Writer.covariance(estimate.inverseSignalPower, function.inputs, cell)
      }
      complex("\(part.name).RESIDCOV", "\(rows.count) \(rows.count)", Writer.squares(rows), []) {
        cell in
        Writer.covariance(estimate.residualCovariance, function.outputs, cell)
      }
    }

    /// What the schema has no place for, apart from what other programs read.
    private mutating func writeCross() {
      let function = function
      let electric = function.outputs.filter { $0.kind == .electric }
      guard function.outputs.contains(.hz), !electric.isEmpty else { return }
      let cells = electric.map { Cell(name: nil, output: $0, input: .hz) }
      let points = points
      element(EMTFXML.crossName) { writer in
        for point in points {
          let period = writer.number(point.period)
          writer.element("Period", [("value", period), ("units", "secs")]) { writer in
            writer.complex("RESIDCOV", "\(cells.count) 1", cells, []) { cell in
              Writer.covariance(point.estimate.residualCovariance, function.outputs, cell)
            }
          }
        }
      }
    }

    private static func squares(_ channels: [Channel]) -> [Cell] {
      channels.flatMap { row in channels.map { Cell(name: nil, output: row, input: $0) } }
    }

    private static func covariance(
      _ matrix: [[ComplexValue]], _ channels: [Channel], _ cell: Cell
    ) -> ComplexValue? {
      guard let row = channels.firstIndex(of: cell.output),
        let column = channels.firstIndex(of: cell.input), matrix.indices.contains(row)
      else { return nil }
      return matrix[row][column]
    }

    private mutating func complex(
      _ name: String, _ size: String, _ cells: [Cell], _ more: [(String, String)],
      _ value: (Cell) -> ComplexValue?
    ) {
      let values = cells.map { cell in
        value(cell).flatMap { $0.isFinite ? "\(number($0.real)) \(number($0.imaginary))" : nil }
      }
      table(name, [("type", "complex"), ("size", size)] + more, cells, values)
    }

    private mutating func real(
      _ name: String, _ size: String, _ cells: [Cell], _ value: (Cell) -> Double?
    ) {
      let values = cells.map { cell in value(cell).flatMap { $0.isFinite ? number($0) : nil } }
      table(name, [("type", "real"), ("size", size)], cells, values)
    }

    /// What is not known is not written, be it one value or all of them.
    private mutating func table(
      _ name: String, _ attributes: [(String, String)], _ cells: [Cell], _ values: [String?]
    ) {
      guard values.contains(where: { $0 != nil }) else { return }
      element(name, attributes) { writer in
        for (cell, value) in zip(cells, values) {
          guard let value else { continue }
          let names =
            (cell.name.map { [("name", $0)] } ?? [])
            + [("output", cell.output.name), ("input", cell.input.name)]
          writer.leaf("value", value, names)
        }
      }
    }

    private func number(_ value: Double) -> String { scientific(value, digits: note.digits) }

    private mutating func element(
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

    private mutating func leaf(
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
