import Model
import Pipeline

extension LabelledTransferFunction {
  /// A name for files and groups: the run's label, with the rate where the site has several.
  func identifier(at site: SurveySite) -> String {
    LabelledNames.identifier(label, function.rate, at: site)
  }
}
