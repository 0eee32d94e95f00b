package import Model

/// The channels of cross-powers in the order of their rows: inputs, outputs, references.
package struct PowerChannels: Hashable, Sendable {
  package let inputs: [Channel]
  package let outputs: [Channel]
  /// Of a remote site; empty without one.
  package let references: [Channel]

  package init(inputs: [Channel], outputs: [Channel], references: [Channel]) {
    self.inputs = inputs
    self.outputs = outputs
    self.references = references
  }

  package var count: Int { inputs.count + outputs.count + references.count }
  package var inputRows: Range<Int> { 0..<inputs.count }
  package var outputRows: Range<Int> { inputs.count..<inputs.count + outputs.count }
  package var referenceRows: Range<Int> { inputs.count + outputs.count..<count }

  /// The rows of the site itself in the order in which names of components have them.
  package var ownRows: [Int] { Array(outputRows) + Array(inputRows) }

  /// The channel of a row.
  package func channel(_ row: Int) -> Channel {
    if inputRows.contains(row) { return inputs[row] }
    return outputRows.contains(row)
      ? outputs[row - inputs.count] : references[row - inputs.count - outputs.count]
  }

  /// The name that a row has in names of components.
  ///
  /// With inputs of another site a channel can be input and output: then it is `HxIn` as input.
  package func name(_ row: Int) -> String {
    let channel = channel(row)
    return inputRows.contains(row) && outputs.contains(channel) ? "\(channel)In" : channel.name
  }

  /// The inputs that an output mainly follows: the magnetic field across an electric one, the same
  /// component of a magnetic one, and all for any other.
  package func partners(ofOutput row: Int) -> [Int] {
    let output = channel(row)
    guard let axis = output.axis else { return Array(inputRows) }
    let main = inputRows.filter { input in
      guard let other = inputs[input].axis else { return false }
      return inputs[input].kind == output.kind ? other == axis : other != axis
    }
    return main.isEmpty ? Array(inputRows) : Array(main)
  }

  /// Output, input and reference of each equation in which a remote reference is correlated with both
  /// sides.
  package var equations: [(output: Int, input: Int, reference: Int)] {
    outputRows.flatMap { output in
      partners(ofOutput: output).flatMap { input in
        referenceRows.map { (output, input, $0) }
      }
    }
  }

  /// The two horizontal channels along x and y among some rows, if there are both.
  func horizontalPair(_ rows: Range<Int>) -> (Int, Int)? {
    guard let x = rows.first(where: { channel($0).axis == .x }),
      let y = rows.first(where: { channel($0).axis == .y && channel($0).kind == channel(x).kind })
    else { return nil }
    return (x, y)
  }
}

enum HorizontalAxis: Hashable {
  case x, y
}

extension Channel {
  /// Along which horizontal axis it is measured, if its name says so.
  var axis: HorizontalAxis? {
    if name.hasSuffix("x") { return .x }
    return name.hasSuffix("y") ? .y : nil
  }
}
