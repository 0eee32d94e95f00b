import CHDF5
package import ComplexModule

/// A Swift number that an HDF5 dataset can hold.
///
/// The memory of a value must be exactly what its `storage` says; all conformances are here.
/// HDF5 converts on transfer: any integer or real dataset can be read as any integer or real
/// type, and either complex type as the other. A value that an integer cannot hold is clipped.
package protocol HDF5Scalar: Sendable {
  static var storage: ScalarStorage { get }
}

/// How a number lies in a file.
///
/// Complex numbers are compounds `{r, i}`, which h5py reads and writes as NumPy's complex types.
package enum ScalarStorage: Hashable, Sendable, CaseIterable {
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float, double
  case complexFloat, complexDouble
}

extension Int8: HDF5Scalar { package static var storage: ScalarStorage { .int8 } }
extension UInt8: HDF5Scalar { package static var storage: ScalarStorage { .uint8 } }
extension Int16: HDF5Scalar { package static var storage: ScalarStorage { .int16 } }
extension UInt16: HDF5Scalar { package static var storage: ScalarStorage { .uint16 } }
extension Int32: HDF5Scalar { package static var storage: ScalarStorage { .int32 } }
extension UInt32: HDF5Scalar { package static var storage: ScalarStorage { .uint32 } }
extension Int64: HDF5Scalar { package static var storage: ScalarStorage { .int64 } }
extension UInt64: HDF5Scalar { package static var storage: ScalarStorage { .uint64 } }
extension Float: HDF5Scalar { package static var storage: ScalarStorage { .float } }
extension Double: HDF5Scalar { package static var storage: ScalarStorage { .double } }

/// Which real types a complex number can be made of here.
package protocol HDF5ComplexPart: Sendable {
  static var complexStorage: ScalarStorage { get }
}

extension Float: HDF5ComplexPart {
  package static var complexStorage: ScalarStorage { .complexFloat }
}

extension Double: HDF5ComplexPart {
  package static var complexStorage: ScalarStorage { .complexDouble }
}

extension Complex: HDF5Scalar where RealType: HDF5ComplexPart {
  package static var storage: ScalarStorage { RealType.complexStorage }
}

extension ScalarStorage {
  /// The HDF5 type, in this machine's byte order, to be closed by the caller.
  func makeType() throws(HDF5Error) -> Handle {
    switch self {
    case .int8: try Self.copy(skd_native_int8())
    case .uint8: try Self.copy(skd_native_uint8())
    case .int16: try Self.copy(skd_native_int16())
    case .uint16: try Self.copy(skd_native_uint16())
    case .int32: try Self.copy(skd_native_int32())
    case .uint32: try Self.copy(skd_native_uint32())
    case .int64: try Self.copy(skd_native_int64())
    case .uint64: try Self.copy(skd_native_uint64())
    case .float: try Self.copy(skd_native_float())
    case .double: try Self.copy(skd_native_double())
    case .complexFloat: try Self.complex(of: skd_native_float(), partSize: 4)
    case .complexDouble: try Self.complex(of: skd_native_double(), partSize: 8)
    }
  }

  static func copy(_ type: hid_t) throws(HDF5Error) -> Handle {
    try Handle(H5Tcopy(type), "H5Tcopy", "a number type")
  }

  private static func complex(of part: hid_t, partSize: Int) throws(HDF5Error) -> Handle {
    let type = try Handle(H5Tcreate(H5T_COMPOUND, 2 * partSize), "H5Tcreate", "a complex type")
    for (name, offset) in [("r", 0), ("i", partSize)] {
      let status = unsafe H5Tinsert(type.id, name, offset, part)
      try check(status, "H5Tinsert", "a complex type")
    }
    return type
  }
}
