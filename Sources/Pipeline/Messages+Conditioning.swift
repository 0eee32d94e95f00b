internal import ComplexModule
package import Distribution
package import Model

// How responses of sensors and the conditioning of samples travel.

extension ChannelResponse: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let columns: [[Double]] = try reader.read()
    let texts: [String] = try reader.read()
    guard columns.count == 3, columns.allSatisfy({ $0.count == columns[0].count }),
      texts.count == 5, let interpolation = Interpolation(rawValue: texts[4])
    else { throw .invalid("response of a sensor") }
    self.init(
      frequencies: columns[0], amplitudes: columns[1], phases: columns[2], unit: texts[0],
      source: texts[1], sensor: texts[2], serial: texts[3], isPerHertz: try reader.read(),
      model: try reader.read(), interpolation: interpolation, extends: try reader.read(),
      filters: try reader.read(), reachesField: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write([frequencies, amplitudes, phases])
    writer.write([unit, source, sensor, serial, interpolation.rawValue])
    writer.write(isPerHertz)
    writer.write(model)
    writer.write(extends)
    writer.write(filters)
    writer.write(reachesField)
  }
}

extension FilterStage: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let texts: [String] = try reader.read()
    guard texts.count == 3 else { throw .invalid("filter") }
    self.init(
      texts[0], gain: try reader.read(), unitsIn: texts[1], unitsOut: texts[2],
      response: try reader.read(), model: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write([name, unitsIn, unitsOut])
    writer.write(gain)
    writer.write(response)
    writer.write(model)
  }
}

extension FilterStage.Response: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let kind = try reader.read(UInt8.self)
    let columns: [[Double]] = try reader.read()
    switch (kind, columns.count) {
    case (0, 0): self = .scalar
    case (1, 3): self = .table(frequencies: columns[0], amplitudes: columns[1], phases: columns[2])
    case (2, 5):
      self = .polesAndZeros(
        poles: zip(columns[0], columns[1]).map { Complex($0, $1) },
        zeros: zip(columns[2], columns[3]).map { Complex($0, $1) },
        normalization: columns[4].first ?? .nan)
    case (3, 1): self = .delay(columns[0].first ?? .nan)
    case (4, 2) where columns[1].count == 3:
      self = .taps(
        FilterTaps(
          columns[0], rate: columns[1][0], decimation: columns[1][1],
          gainFrequency: columns[1][2]))
    default: throw .invalid("response of a filter")
    }
  }

  package func write(to writer: inout WireWriter) {
    switch self {
    case .scalar: writer.write(UInt8(0), [[Double]]())
    case .table(let frequencies, let amplitudes, let phases):
      writer.write(UInt8(1), [frequencies, amplitudes, phases])
    case .polesAndZeros(let poles, let zeros, let normalization):
      writer.write(
        UInt8(2),
        [poles.map(\.real), poles.map(\.imaginary), zeros.map(\.real), zeros.map(\.imaginary)]
          + [[normalization]])
    case .delay(let seconds): writer.write(UInt8(3), [[seconds]])
    case .taps(let taps):
      writer.write(UInt8(4), [taps.taps, [taps.rate, taps.decimation, taps.gainFrequency]])
    }
  }
}

extension CoilModel: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.read(), gain: try reader.read(), highPasses: try reader.read(),
      lowPasses: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(gain)
    writer.write(highPasses)
    writer.write(lowPasses)
  }
}

extension Conditioning: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(try reader.read([Step].self))
  }

  package func write(to writer: inout WireWriter) {
    writer.write(steps)
  }
}

extension Conditioning.Step: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    switch try reader.read(UInt8.self) {
    case 0: self = .join(try reader.read())
    case 1: self = .interpolateMissing
    case 2: self = .interpolateZeros(run: try reader.read())
    case 3: self = .multiply(try reader.read())
    case 4: self = .removeMean
    case 5: self = .calibrate(try reader.read())
    case 6: self = .filter(try reader.read())
    case 7: self = .shift(samples: try reader.read(), fraction: try reader.read())
    case 8: self = .resample(up: try reader.read(), down: try reader.read())
    case 9: self = .normalise
    default: throw .invalid("step of conditioning")
    }
  }

  package func write(to writer: inout WireWriter) {
    switch self {
    case .join(let parts): writer.write(UInt8(0), parts)
    case .interpolateMissing: writer.write(UInt8(1))
    case .interpolateZeros(let run): writer.write(UInt8(2), run)
    case .multiply(let factors): writer.write(UInt8(3), factors)
    case .removeMean: writer.write(UInt8(4))
    case .calibrate(let responses): writer.write(UInt8(5), responses)
    case .filter(let filter): writer.write(UInt8(6), filter)
    case .shift(let samples, let fraction):
      writer.write(UInt8(7), samples)
      writer.write(fraction)
    case .resample(let up, let down):
      writer.write(UInt8(8), up)
      writer.write(down)
    case .normalise: writer.write(UInt8(9))
    }
  }
}

extension WireWriter {
  fileprivate mutating func write<T: Wire>(_ tag: UInt8, _ value: T) {
    write(tag)
    write(value)
  }
}

extension Conditioning.Part: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      locator: try reader.read(), first: try reader.read(), sampleCount: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(locator)
    writer.write(first)
    writer.write(sampleCount)
  }
}

extension Conditioning.Factor: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(channel: try reader.read(), factor: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(channel)
    writer.write(factor)
  }
}

extension Conditioning.Calibration: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(channel: try reader.read(), response: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(channel)
    writer.write(response)
  }
}

extension Conditioning.Filter: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let texts: [String] = try reader.read()
    guard texts.count == 2, let kind = Kind(rawValue: texts[0]),
      let method = Method(rawValue: texts[1])
    else { throw .invalid("filter") }
    self.init(kind, low: try reader.read(), high: try reader.read(), method: method)
  }

  package func write(to writer: inout WireWriter) {
    writer.write([kind.rawValue, method.rawValue])
    writer.write(low)
    writer.write(high)
  }
}
