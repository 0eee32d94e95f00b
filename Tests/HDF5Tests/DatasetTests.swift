import ComplexModule
import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct DatasetTests {
    private func roundTrip<T: HDF5Scalar & Equatable>(_ values: [T]) throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createDataset("x/values", values: values)
        try file.close()
        let again = try File.open(folder + "/a.h5")
        #expect(try again.dataset("x/values").read(T.self) == values)
      }
    }

    @Test("every number type comes back as it was written")
    func roundTrips() throws {
      try roundTrip([Int8.min, -1, 0, .max])
      try roundTrip([UInt8.min, 7, .max])
      try roundTrip([Int16.min, -1, 0, .max])
      try roundTrip([UInt16.min, 7, .max])
      try roundTrip([Int32.min, -1, 0, .max])
      try roundTrip([UInt32.min, 7, .max])
      try roundTrip([Int64.min, -1, 0, .max])
      try roundTrip([UInt64.min, 7, .max])
      try roundTrip([Float.leastNonzeroMagnitude, -1.5, .infinity, .greatestFiniteMagnitude])
      try roundTrip([Double.leastNonzeroMagnitude, -1.5, -.infinity, .greatestFiniteMagnitude])
      try roundTrip([Complex<Float>(1.5, -2), Complex(-0.25, 3e30)])
      try roundTrip([Complex<Double>(1.5, -2), Complex(-0.1, 3e300)])
    }

    @Test("HDF5 converts between number types")
    func conversion() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let counts: [Int32] = [-8_388_608, 0, 8_388_607]
        let dataset = try file.createDataset("counts", values: counts)
        #expect(try dataset.read(Double.self) == [-8_388_608, 0, 8_388_607])
        #expect(try dataset.read(Int64.self) == [-8_388_608, 0, 8_388_607])
        #expect(try dataset.read(Int16.self) == [.min, 0, .max], "clipped, not wrapped")
        let spectra = try file.createDataset("spectra", values: [Complex<Float>(0.5, -2)])
        #expect(try spectra.read(Complex<Double>.self) == [Complex(0.5, -2)])
        let error = #expect(throws: HDF5Error.self) { try spectra.read(Double.self) }
        #expect(error?.operation == "H5Dread")
      }
    }

    @Test("a real read as complex is refused, not filled with noise")
    func realAsComplex() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let dataset = try file.createDataset("x", values: [1.0, 2.0])
        #expect(throws: HDF5Error.self) { try dataset.read(Complex<Double>.self) }
      }
    }

    @Test("any slab equals the same slice of the whole", arguments: 0..<40)
    func slabs(seed: Int) throws {
      var random = SplitMix(state: UInt64(seed))
      let shape = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Int.random(in: 1...9, using: &random)
      }
      let options =
        seed % 2 == 0 ? StorageOptions.contiguous : .chunked(shape.map { ($0 + 1) / 2 })
      let slab = randomSlab(in: shape, &random)
      let whole = (0..<shape.reduce(1, *)).map { Int32($0) }
      let expected = slice(whole, shape, slab)
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let dataset = try file.createDataset("x", values: whole, shape: shape, options: options)
        #expect(try dataset.read(Int32.self, slab) == expected)

        var buffer = [Double](repeating: -1, count: slab.elementCount)
        var span = buffer.mutableSpan
        try dataset.read(into: &span, slab)
        #expect(buffer == expected.map { Double($0) })

        try dataset.write(expected.map { -$0 - 1 }, slab)
        let changed = try dataset.read(Int32.self)
        let untouched = Set(whole).subtracting(expected).map { ($0, $0) }
        let touched = expected.map { ($0, -$0 - 1) }
        #expect(
          Dictionary(uniqueKeysWithValues: zip(whole, changed))
            == Dictionary(uniqueKeysWithValues: untouched + touched))
      }
    }

    private func randomSlab(in shape: [Int], _ random: inout SplitMix) -> Hyperslab {
      var (start, count, stride) = ([Int](), [Int](), [Int]())
      for extent in shape {
        let first = Int.random(in: 0..<extent, using: &random)
        let step = Int.random(in: 1...3, using: &random)
        start.append(first)
        stride.append(step)
        count.append(Int.random(in: 0...((extent - first + step - 1) / step), using: &random))
      }
      return Hyperslab(start: start, count: count, stride: stride)
    }

    /// The plain reference: walks all elements and keeps those inside.
    private func slice(_ values: [Int32], _ shape: [Int], _ slab: Hyperslab) -> [Int32] {
      values.enumerated().filter { index, _ in
        var rest = index
        return shape.indices.reversed().allSatisfy { dimension in
          let position = rest % shape[dimension]
          rest /= shape[dimension]
          let (steps, between) = (position - slab.start[dimension])
            .quotientAndRemainder(dividingBy: slab.stride[dimension])
          return position >= slab.start[dimension] && between == 0 && steps < slab.count[dimension]
        }
      }.map(\.element)
    }

    @Test("a slab beyond the end or of another rank is an error")
    func slabOutside() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let dataset = try file.createDataset("x", values: [1.0, 2, 3])
        let error = #expect(throws: HDF5Error.self) {
          try dataset.read(Double.self, Hyperslab(start: [1], count: [3]))
        }
        #expect(error?.description.contains("reaches beyond shape [3]") == true)
        #expect(error?.description.contains("/x") == true)
        #expect(throws: HDF5Error.self) {
          try dataset.read(Double.self, Hyperslab(start: [0, 0], count: [1, 1]))
        }
      }
    }

    @Test("shuffle and gzip shrink a smooth series and lose nothing")
    func compression() throws {
      let values = (0..<20000).map { Int32($0 / 7) }
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createDataset(
          "x", values: values, options: .chunked([4096], compression: 4))
        try file.close()
        let again = try File.open(folder + "/a.h5")
        #expect(try again.dataset("x").read(Int32.self) == values)
        let listing = try output(of: "h5dump", ["-pH", folder + "/a.h5"]) ?? ""
        #expect(listing.contains("PREPROCESSING SHUFFLE"))
        #expect(listing.contains("COMPRESSION DEFLATE { LEVEL 4 }"))
        let size = try fileSize(folder + "/a.h5")
        #expect(size < 40_000, "80000 bytes of counts take \(size)")
      }
    }

    @Test("a growing dataset takes blocks of rows in order")
    func growth() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let dataset = try file.createDataset(
          "x", of: Complex<Float>.self, shape: [0, 3],
          options: .chunked([4, 3], growing: [0], compression: 1))
        #expect(try dataset.maximumShape == [nil, 3])
        var all: [Complex<Float>] = []
        for rows in [1, 5, 2] {
          let block = (0..<rows * 3).map { Complex(Float(all.count + $0), Float(rows)) }
          try dataset.append(block.span)
          all += block
        }
        #expect(try dataset.shape == [8, 3])
        #expect(try dataset.read() == all)
        #expect(throws: HDF5Error.self) { try dataset.resize(to: [8, 4]) }
      }
    }

    @Test("complex numbers lie in the file as h5py expects: {r, i}")
    func complexLayout() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createDataset("d", values: [Complex<Double>(1, -2)])
        try file.createDataset("f", values: [Complex<Float>(1, -2)])
        try file.close()
        guard let listing = try output(of: "h5dump", [folder + "/a.h5"]) else { return }
        let words = listing.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("H5T_IEEE_F64LE \"r\"; H5T_IEEE_F64LE \"i\";"))
        #expect(words.contains("H5T_IEEE_F32LE \"r\"; H5T_IEEE_F32LE \"i\";"))
        #expect(words.contains("(0): { 1, -2 }"))
      }
    }

    @Test("empty and scalar datasets have no surprises")
    func degenerateShapes() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let empty = try file.createDataset("empty", values: [Double]())
        #expect(try empty.read(Double.self) == [])
        let scalar = try file.createDataset("scalar", values: [42.0], shape: [])
        #expect(try scalar.shape == [])
        #expect(try scalar.read(Double.self) == [42])
      }
    }
  }
}
