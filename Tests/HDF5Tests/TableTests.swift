import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct TableTests {
    static let columns = [
      Column("station", .text(bytes: 6)), Column("latitude", .real), Column("n", .integer),
      Column("has_data", .boolean), Column("where", .reference),
    ]

    @Test("rows come back, all columns or some")
    func roundTrip() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createGroup("g")
        let here = try file.reference(to: "g")
        let rows: [[Cell]] = [
          [.text("A"), .real(52.5), .integer(.min), .boolean(true), .reference(here)],
          [.text("sechsß"), .real(-.infinity), .integer(7), .boolean(false), .reference(.null)],
        ]
        let table = try file.createTable("t", columns: Self.columns, rows: [rows[0]])
        try table.append(rows: [rows[1]], columns: Self.columns)
        #expect(try table.columns() == Self.columns)
        var cut = rows
        cut[1][0] = .text("sechs")  // ß does not fit whole
        #expect(try table.rows() == cut)
        let some = [Self.columns[2], Self.columns[0]]
        #expect(
          try table.rows(some) == [[.integer(.min), .text("A")], [.integer(7), .text("sechs")]])
        #expect(try file.path(of: here) == "/g")
      }
    }

    @Test("an empty table has columns and no rows")
    func empty() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let table = try file.createTable("t", columns: Self.columns)
        #expect(try table.rows() == [])
        #expect(try table.shape == [0])
        let plain = try file.createDataset("x", values: [1.0])
        #expect(throws: HDF5Error.self) { try plain.columns() }
      }
    }

    @Test("the channel summary that mth5 wrote", .enabled(if: SampleData.isPresent))
    func fromMTH5() throws {
      let file = try File.open(SampleData.path("mth5/syn_v010_libver_v110.h5"))
      let table = try file.dataset("Survey/channel_summary")
      #expect(try table.columns().count == 19)
      let rows = try table.rows([
        Column("component", .text(bytes: 20)), Column("n_samples", .integer),
        Column("azimuth", .real), Column("hdf5_reference", .reference),
      ])
      #expect(rows.map { $0[0] } == ["ex", "ey", "hx", "hy", "hz"].map { .text($0) })
      #expect(rows.allSatisfy { $0[1] == .integer(15360) })
      #expect(rows.map { $0[2] } == [0, 90, 0, 90, 0].map { .real($0) })
      guard case .reference(let reference) = rows[1][3] else { return #expect(Bool(false)) }
      #expect(try file.path(of: reference) == "/Survey/Stations/SYN01/sr128_0001/ey")
    }
  }
}
