import Model
import RealModule

extension Double {
  /// Three digits or so, for people.
  var short: String {
    let size = abs(self)
    if size >= 1e6 || (size < 1e-3 && size > 0) {
      let power = Int(Double.log10(size).rounded(.down))
      return "\((self / .pow(10, power)).fixed(1))e\(power)"
    }
    return fixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4)
  }

  /// The natural logarithm.
  var logarithm: Double { .log(self) }
}
