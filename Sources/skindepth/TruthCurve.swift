import Figures
import Foundation
import Model
import Synthesis

extension Truth {
  /// The truth as a line over the frequencies of estimates, in their axes where they have one pair
  /// of orthogonal ones, else with x north; nil where it is not known.
  func curve(site: String, over functions: [TransferFunction]) throws -> FigureCurve? {
    let frequencies = functions.flatMap { $0.points.map(\.frequency) }
    guard let low = frequencies.min(), let high = frequencies.max(), low > 0 else { return nil }
    let count = max(2, Int(log10(high / low) * 20) + 1)
    let dense = (0...count).map { low * pow(high / low, Double($0) / Double(count)) }
    let exact = transferFunction(site: site, frequencies: dense)
    let axes = Set(functions.map(\.axes))
    let angle = axes.count == 1 ? axes.first.flatMap(\.self) : nil
    return try exact.map { exact in
      FigureCurve("truth", angle == 0 ? exact : try exact.turned(to: angle ?? 0), style: .line)
    }
  }
}
