package import ComplexModule
package import HDF5
package import Model

/// Reads back what a site's file has beside the transfer functions.
package final class SiteFileReader {
  package let path: String
  package let survey: String
  package let station: String
  let stationPath: String
  let ownPath: String
  let file: File

  /// - Throws: `UserError` if the file cannot be read or is not of one site.
  package init(_ path: String) throws(UserError) {
    let site = try LinkedSite(path, besides: path)
    self.path = path
    survey = site.survey
    station = site.station
    stationPath = site.stationPath
    ownPath = site.ownPath
    file = try naming(.data, path) { try File.open(path) }
  }

  /// Whether there is a product, or a group of products, of this name.
  package func hasProduct(_ name: String) throws(UserError) -> Bool {
    try naming(.data, path) { try file.exists("\(ownPath)/\(name)") }
  }

  /// Names in our own group, or in one within it.
  package func productNames(in group: String = "") throws(UserError) -> [String] {
    try naming(.data, path) { try file.group(place(group)).childNames() }
  }

  /// An array that `addProduct` wrote, with its shape and attributes.
  package func product<T: HDF5Scalar>(
    _ name: String, of _: T.Type = T.self
  ) throws(UserError) -> (values: [T], shape: [Int], attributes: [String: ProductValue]) {
    try naming(.data, path) {
      let dataset = try file.dataset(place(name))
      return (
        try dataset.read(T.self), try dataset.shape,
        try dataset.attributes().compactMapValues { ProductValue($0) }
      )
    }
  }

  /// The attributes of an array of our own.
  package func attributes(ofProduct name: String) throws(UserError) -> [String: ProductValue] {
    try naming(.data, path) {
      try file.dataset(place(name)).attributes().compactMapValues { ProductValue($0) }
    }
  }

  /// Attributes of our own group, or of one within it.
  package func attributes(
    ofGroup name: String = ""
  ) throws(UserError) -> [String: ProductValue] {
    try naming(.data, path) {
      try file.group(place(name)).attributes().compactMapValues { ProductValue($0) }
    }
  }

  /// Fourier coefficients of some windows, `[window, harmonic]`.
  package func spectra(
    of channel: Channel, run: String, level: Int, windows: Range<Int>
  ) throws(UserError) -> [Complex<Double>] {
    try naming(.data, path) {
      let dataset = try file.dataset(
        "\(stationPath)/Fourier_Coefficients/\(run)/\(level)/\(MTH5.component(channel))")
      return try dataset.read(Complex<Double>.self, Hyperslab(rows: windows, of: dataset.shape))
    }
  }

  private func place(_ name: String) -> String {
    "\(ownPath)" + (name.isEmpty ? "" : "/\(name)")
  }
}
