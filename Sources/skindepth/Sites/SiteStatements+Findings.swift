import Inspection
import Model
import Surveying

extension SiteStatements {
  /// Where the table and files differ, and what of the table does nothing.
  var findings: [Finding] {
    let differences = conflicts.map { site, conflict in
      Finding(
        .table, .note, site: site, recording: conflict.recording,
        channels: [conflict.channel.name], evidence: conflict.text,
        remedy: "nothing need be done if the table is right; an empty cell takes what the file says"
      )
    }
    let strays = strays().map { stray in
      Finding(
        .table, .warning, site: "", recording: stray.subject,
        evidence: "\(stray.place): \(stray.problem)", remedy: stray.remedy)
    }
    let idle = notices.map { notice in
      Finding(
        .table, .warning, site: "", recording: table.path, evidence: notice,
        remedy: "take the cell out; `gain` divides samples by any number")
    }
    return differences + strays + idle
  }
}
