import Model
import Pipeline

extension LabelledTransferFunction {
  /// Its name in files and groups.
  var identifier: String { LabelledNames.identifier(label, function.rate) }
}
