package import Distribution
internal import Model
package import Selection
package import Spectra

// How selections travel.

extension PowerSource: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      outputSite: try reader.read(), inputSite: try reader.read(String.self),
      remoteSite: try reader.read(),
      rate: try reader.read(), outputs: try reader.read(), inputs: try reader.read(),
      references: try reader.read(), smoothing: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(outputSite)
    writer.write(inputSite)
    writer.write(remoteSite)
    writer.write(rate)
    writer.write(outputs)
    writer.write(inputs)
    writer.write(references)
    writer.write(smoothing)
  }
}

extension SpectralSmoothing: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let code: Int = try reader.read()
    guard let smoothing = SpectralSmoothing(code: code) else { throw .invalid("smoothing") }
    self = smoothing
  }

  package func write(to writer: inout WireWriter) { writer.write(code) }
}

extension SiteMask: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let mask: WindowMask = try reader.read()
    let (single, remote) = (
      try reader.read(PowerSource?.self), try reader.read(PowerSource?.self)
    )
    guard single != nil || remote != nil else { throw .invalid("mask") }
    self.init(mask, single: single, remote: remote)
  }

  package func write(to writer: inout WireWriter) {
    writer.write(mask)
    writer.write(single)
    writer.write(remote)
  }
}

extension WindowMask: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.read(), constraints: try reader.read(),
      policy: MaskPolicy(
        limitsAreStrict: try reader.read(), oneInsideOutSuffices: try reader.read()))
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(constraints)
    writer.write(policy.limitsAreStrict)
    writer.write(policy.oneInsideOutSuffices)
  }
}

extension MaskConstraint: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      statistic: try reader.read(), component: try reader.read(), low: try reader.read(),
      high: try reader.read(), isInsideOut: try reader.read(), scope: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(statistic)
    writer.write(component)
    writer.write(low)
    writer.write(high)
    writer.write(isInsideOut)
    writer.write(scope)
  }
}

extension MaskConstraint.Scope: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0: self = .everywhere
    case 1: self = .level(try reader.read())
    case 2: self = .frequency(level: try reader.read(), index: try reader.read())
    case 3: self = .hertz(try reader.read())
    default: throw .invalid("scope of a constraint")
    }
  }

  package func write(to writer: inout WireWriter) {
    switch self {
    case .everywhere: writer.write(UInt8(0))
    case .level(let level):
      writer.write(UInt8(1))
      writer.write(level)
    case .frequency(let level, let index):
      writer.write(UInt8(2))
      writer.write(level)
      writer.write(index)
    case .hertz(let frequency):
      writer.write(UInt8(3))
      writer.write(frequency)
    }
  }
}

extension TimeConstraint: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let kind: UInt8 = try reader.read()
    let levels: [Int]? = try reader.read()
    switch kind {
    case 0: self.init(.span(start: try reader.read(), stop: try reader.read()), levels: levels)
    case 1: self.init(.date(day: try reader.read()), levels: levels)
    case 2:
      self.init(.timeOfDay(start: try reader.read(), stop: try reader.read()), levels: levels)
    default: throw .invalid("constraint of time")
    }
  }

  package func write(to writer: inout WireWriter) {
    switch kind {
    case .span(let start, let stop):
      writer.write(UInt8(0))
      writer.write(levels)
      writer.write(start)
      writer.write(stop)
    case .date(let day):
      writer.write(UInt8(1))
      writer.write(levels)
      writer.write(day)
    case .timeOfDay(let start, let stop):
      writer.write(UInt8(2))
      writer.write(levels)
      writer.write(start)
      writer.write(stop)
    }
  }
}

extension WindowSelection: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let times: [TimeConstraint] = try reader.read()
    guard let intervals = IntervalPolicy(rawValue: try reader.read()) else {
      throw .invalid("policy of intervals")
    }
    self.init(times: times, intervals: intervals, masks: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(times)
    writer.write(intervals.rawValue)
    writer.write(masks)
  }
}

extension StatisticPolicy: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let names: [String] = try reader.read()
    guard names.count == 2, let equations = Equations(rawValue: names[0]),
      let density = Density(rawValue: names[1])
    else { throw .invalid("policy of statistics") }
    self.init(equations: equations, density: density)
  }

  package func write(to writer: inout WireWriter) {
    writer.write([equations.rawValue, density.rawValue])
  }
}
