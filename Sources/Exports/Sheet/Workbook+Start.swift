import Tracing

/// The first sheet.
extension Workbook {
  private static let notes = [
    "Numbers in bold blue are given: type another into one of them, and everything that depends on it follows.",
    "All other numbers are formulas: forward, loss, gradients, AdamW and the pass after it.",
    "Where terms cancel, the trace keeps a speck of rounding, such as 5.551e−17, of which a program may make 0 or another"
      + " speck; AdamW, which divides by a gradient's size, makes more of it.",
    "A program may take numbers for equal that differ in the 16th digit, round a half otherwise and add in another order:"
      + " where it is that near, it can choose another token, or another last digit.",
  ]
  private static let infinite = [
    "This run has numbers that no cell can hold: an infinite one stands as #DIV/0!, and NaN as #NUM!."
  ]

  /// What to change, the loss before and after, and a link to every sheet.
  func start() -> String {
    var rows = Self.row(1, [Self.text(1, 1, "A run as a live spreadsheet", .title)])
    let notes = Self.notes + (trace.lines.contains { !$0.value.isFinite } ? Self.infinite : [])
    for (n, note) in notes.enumerated() {
      rows += Self.row(n + 2, [Self.text(n + 2, 1, note, .plain)])
    }
    var row = notes.count + 3
    rows += losses(from: &row)
    row += 1
    var (list, links) = contents(from: row)
    if let worksheet {
      let row = row + layout.sheets.count + 1
      list += Self.row(
        row,
        [
          Self.text(row, 1, Self.worksheetSheet, .link),
          live("B\(row)", progress(worksheet), "0 of \(worksheet.blanks.count)"),
        ])
      links += "<hyperlink ref=\"A\(row)\" location=\"\(Self.worksheetSheet)!A1\"/>"
    }
    return Self.sheetXML(rows + list, "<hyperlinks>\(links)</hyperlinks>", isFrozen: false)
  }

  private func losses(from row: inout Int) -> String {
    var rows = ""
    for (n, grid) in trace.grids.enumerated()
    where grid.count == 1 && (grid.name == "loss" || grid.name.hasSuffix(".loss"))
      && !grid.name.hasPrefix("grad.")
    {
      let value = trace.lines[grid.first].value
      rows += Self.row(
        row,
        [
          Self.text(row, 1, grid.name, .label),
          number("B\(row)", .large, value, "\(layout.names[n])"),
        ])
      row += 1
    }
    return rows
  }

  private func contents(from first: Int) -> (rows: String, links: String) {
    var (rows, links) = ("", "")
    for (row, sheet) in zip(first..., layout.sheets) {
      let count = sheet.grids.reduce(0) { $0 + trace.grids[$1].count }
      rows += Self.row(
        row,
        [
          Self.text(row, 1, sheet.name, .link),
          Self.text(row, 2, "\(sheet.grids.count.grouped) grids, \(count.grouped) numbers", .plain),
        ])
      links += "<hyperlink ref=\"A\(row)\" location=\"\(sheet.name)!A1\"/>"
    }
    return (rows, links)
  }
}
