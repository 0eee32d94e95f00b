import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct AttributeTests {
    static let values: [AttributeValue] = [
      .integer(.min), .integer(7), .real(-0.1), .real(.infinity), .boolean(true),
      .boolean(false), .text("mV/km·√Hz — Ω°"), .text(""), .text("two\nlines"),
      .integers([1, -2, 3]), .reals([0.5, 1e300]), .booleans([true, false]),
      .texts(["ex", "", "Łódź"]), .text(String(repeating: "long ", count: 30000)),
    ]

    @Test("every kind of value comes back as it was written", arguments: values)
    func roundTrip(value: AttributeValue) throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let group = try file.createGroup("g")
        try group.setAttribute("of group", to: value)
        try file.createDataset("x", values: [1.0]).setAttribute("of dataset", to: value)
        try file.close()
        let again = try File.open(folder + "/a.h5")
        #expect(try again.group("g").attributes() == ["of group": value])
        #expect(try again.dataset("x").attribute("of dataset") == value)
        #expect(try again.attributes() == [:])
      }
    }

    @Test("setting an attribute again replaces value and kind")
    func replacement() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.setAttribute("a", to: 1)
        try file.setAttribute("a", to: "text")
        #expect(try file.attributes() == ["a": "text"])
        #expect(try file.attribute("none") == nil)
      }
    }

    @Test("booleans and texts are stored as h5py stores them")
    func layout() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.setAttributes(["b": true, "t": "abc"])
        try file.close()
        guard let listing = try output(of: "h5dump", ["-A", folder + "/a.h5"]) else { return }
        let words = listing.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("H5T_ENUM { H5T_STD_I8LE; \"FALSE\" 0; \"TRUE\" 1; }"))
        #expect(words.contains("STRSIZE H5T_VARIABLE; STRPAD H5T_STR_NULLTERM; CSET H5T_CSET_UTF8"))
      }
    }

    @Test("reading properties convert where nothing is lost, and only there")
    func tolerance() {
      #expect(AttributeValue.texts(["a", "b"]).text == "a")
      #expect(AttributeValue.text("a").texts == ["a"])
      #expect(AttributeValue.integer(3).real == 3)
      #expect(AttributeValue.reals([2.5]).real == 2.5)
      #expect(AttributeValue.text("1e3").real == 1000)
      #expect(AttributeValue.real(4).integer == 4)
      #expect(AttributeValue.real(4.5).integer == nil)
      #expect(AttributeValue.text("none").real == nil)
      #expect(AttributeValue.integer(1).boolean == true)
      #expect(AttributeValue.integer(2).boolean == nil)
      #expect(AttributeValue.text("True").boolean == true)
      #expect(AttributeValue.other.text == nil)
    }

    @Test("attributes as mth5 writes them", .enabled(if: SampleData.isPresent))
    func fromMTH5() throws {
      let file = try File.open(SampleData.path("mth5/syn_v010_libver_earliest.h5"))
      #expect(try file.attribute("file.type")?.text == "MTH5")
      #expect(try file.attribute("file.version")?.text == "0.1.0")
      let channel = try file.dataset("Survey/Stations/SYN01/sr128_0001/ey")
      #expect(try channel.attribute("sample_rate")?.real == 128)
      #expect(try channel.attribute("measurement_azimuth")?.real == 90)
      #expect(try channel.attribute("channel_number")?.integer == 2)
    }
  }
}
