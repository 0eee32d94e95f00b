package import Distribution
internal import Estimation
internal import Model

// How orders and reports travel.

extension OrderMessage: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    self.init(orders: try reader.read(), isLast: try reader.read())
  }

  func write(to writer: inout WireWriter) {
    writer.write(orders)
    writer.write(isLast)
  }
}

extension Order: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    task = try reader.read()
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0:
      work = .unit(
        UnitOrder(
          unit: try reader.read(), madeBy: try reader.read(), storesSpectra: try reader.read(),
          storesTables: try reader.read()))
    case 1: work = .solve(try reader.read())
    case 2: work = .draw(try reader.read())
    case 3: work = .finish(try reader.read())
    case 4: work = .tables(try reader.read())
    case 5: work = .settle(try reader.read())
    default: throw .invalid("order")
    }
  }

  func write(to writer: inout WireWriter) {
    writer.write(task)
    switch work {
    case .unit(let order):
      writer.write(UInt8(0))
      writer.write(order.unit)
      writer.write(order.madeBy)
      writer.write(order.storesSpectra)
      writer.write(order.storesTables)
    case .solve(let problem):
      writer.write(UInt8(1))
      writer.write(problem)
    case .draw(let site):
      writer.write(UInt8(2))
      writer.write(site)
    case .finish(let order):
      writer.write(UInt8(3))
      writer.write(order)
    case .tables(let unit):
      writer.write(UInt8(4))
      writer.write(unit)
    case .settle(let site):
      writer.write(UInt8(5))
      writer.write(site)
    }
  }
}

extension SiteOrder: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    self.init(site: try reader.read(), madeBy: try reader.read(), faults: try reader.read())
  }

  func write(to writer: inout WireWriter) {
    writer.write(site)
    writer.write(madeBy)
    writer.write(faults)
  }
}

extension ReportMessage: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      done: try reader.read(), isInterrupted: try reader.read(), isLast: try reader.read())
  }

  func write(to writer: inout WireWriter) {
    writer.write(done)
    writer.write(isInterrupted)
    writer.write(isLast)
  }
}

extension Done: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    task = try reader.read()
    meter = try reader.read()
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0: outcome = .unit(faults: try reader.read())
    case 1:
      let message: OutcomeMessage = try reader.read()
      outcome = .solve(message.outcome)
    case 2: outcome = .draw
    case 3: outcome = .finish
    case 4: outcome = .lost(recording: try reader.read(), try reader.read())
    case 5: outcome = .failed
    case 6: outcome = .tables
    case 7: outcome = .settled(try reader.read())
    default: throw .invalid("outcome of an order")
    }
  }

  func write(to writer: inout WireWriter) {
    writer.write(task)
    writer.write(meter)
    switch outcome {
    case .unit(let faults):
      writer.write(UInt8(0))
      writer.write(faults)
    case .solve(let outcome):
      writer.write(UInt8(1))
      writer.write(OutcomeMessage(outcome))
    case .draw: writer.write(UInt8(2))
    case .finish: writer.write(UInt8(3))
    case .lost(let recording, let problem):
      writer.write(UInt8(4))
      writer.write(recording)
      writer.write(problem)
    case .failed: writer.write(UInt8(5))
    case .tables: writer.write(UInt8(6))
    case .settled(let worked):
      writer.write(UInt8(7))
      writer.write(worked)
    }
  }
}

extension Meter: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let seconds: [Double] = try reader.read()
    guard seconds.count == Stage.allCases.count else { throw .invalid("account of time") }
    self.init(seconds: seconds)
  }

  package func write(to writer: inout WireWriter) {
    writer.write(seconds)
  }
}

extension SiteInventory: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    site = try reader.read()
    madeBy = try reader.read()
    isFinished = try reader.read()
    unitKeys = try reader.read()
    let states: [UInt8] = try reader.read()
    unitStates = states.compactMap(UnitState.init)
    problemKeys = try reader.read()
    problemsDone = try reader.read()
    faults = try reader.read()
    guard unitStates.count == unitKeys.count, states.count == unitKeys.count,
      problemsDone.count == problemKeys.count
    else { throw .invalid("inventory") }
  }

  func write(to writer: inout WireWriter) {
    writer.write(site)
    writer.write(madeBy)
    writer.write(isFinished)
    writer.write(unitKeys)
    writer.write(unitStates.map(\.rawValue))
    writer.write(problemKeys)
    writer.write(problemsDone)
    writer.write(faults)
  }
}

extension UnitFaults: Wire {
  init(reading reader: inout WireReader) throws(WireError) {
    self.init(unit: try reader.read(), values: try reader.read())
  }

  func write(to writer: inout WireWriter) {
    writer.write(unit)
    writer.write(values)
  }
}
