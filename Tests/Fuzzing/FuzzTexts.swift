import Configuration
import FormatSamples
import Formats
import Foundation
import Model

/// Why a text that has to be of some form is not.
private func refused(_ file: String, _ form: String) -> UserError {
  UserError(.data, file, "is no \(form)", remedy: "write it anew")
}

extension FuzzReader {
  /// The configuration, and the forms of text that several formats are made of.
  static var texts: [FuzzReader] {
    [
      FuzzReader(
        name: "ini", files: ["a.ini"],
        seeds: [
          SampleFiles(
            "a.ini", text: "[Decimation]\nnumlevels = 5\n# c\n[Window]\nminwindowsize = 256\n")
        ]
      ) { folder, problems in
        _ = problems.noting {
          try Settings(text: try configurationText(atPath: folder + "/a.ini"), file: "a.ini")
        }
      },
      FuzzReader(
        name: "json", files: ["a"], seeds: [SampleFiles("a", text: MTU5CSample.description)]
      ) { folder, problems in
        _ = problems.noting {
          let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/a"))
          guard JSONText(utf8: Array(bytes)) != nil else { throw refused("a", "JSON text") }
        }
      },
      FuzzReader(
        name: "xml", files: ["a"], seeds: [SampleFiles("a", text: ATSSample().job())]
      ) { folder, problems in
        _ = problems.noting {
          let root = try XMLElement(path: folder + "/a", limit: 1 << 20)
          _ = root.descendants("channel").map { $0.text(of: "ts_lsb") }
        }
      },
    ]
  }
}
