import ByHand
import Formats
import Numerics

/// A run as a workbook in Excel's own format (ECMA-376): every recorded number a cell, every computed one
/// a live formula.
package struct Workbook {
  private let trace: RecordedTrace
  private let layout: Layout
  private let formulas: SheetFormulas
  /// Partial sums of formulas that are too long for a cell.
  private var helpers: [String] = []
  /// Whether cells hold the recorded results beside their formulas, for viewers that do not calculate.
  private let hasValues: Bool

  /// - Parameters:
  ///   - pages: Which page of the run shows which grid, in reading order: they become sheets.
  ///   - hasValues: Whether cells hold the recorded results, too.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package init(
    _ trace: RecordedTrace, pages: [(page: String, grid: String)] = [], hasValues: Bool = true
  ) throws {
    self.trace = trace
    self.hasValues = hasValues
    layout = try Layout(trace, pages: pages)
    formulas = SheetFormulas(trace, layout)
  }

  /// Excel's limits for a formula: characters, and arguments.
  private static let (longest, most) = (8000, 250)
  private static let helperSheet = "Sums"

  private static func fits(_ formula: Formula) -> Bool {
    formula.text.utf8.count <= longest && formula.terms.count <= most
  }

  /// The file: a ZIP of the parts.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  package mutating func bytes() throws -> [UInt8] {
    var zip = Zip()
    for part in try parts() { zip.add(part.name, Array(part.text.utf8)) }
    return zip.bytes
  }

  /// The XML parts, by their names in the archive.
  mutating func parts() throws -> [(name: String, text: String)] {
    var sheets = [(name: "Start", xml: start())]
    for n in layout.sheets.indices { sheets.append((layout.sheets[n].name, try sheet(n))) }
    if !helpers.isEmpty { sheets.append((Self.helperSheet, helperXML())) }
    return [
      ("[Content_Types].xml", Self.contentTypes(sheets.count)),
      ("_rels/.rels", Self.rootRelations), ("xl/workbook.xml", workbook(sheets.map(\.name))),
      ("xl/_rels/workbook.xml.rels", Self.relations(sheets.count)), ("xl/styles.xml", Self.styles),
    ] + sheets.enumerated().map { ("xl/worksheets/sheet\($0 + 1).xml", $1.xml) }
  }
}

/// Sheets.
extension Workbook {
  private mutating func sheet(_ s: Int) throws -> String {
    let sheet = layout.sheets[s]
    var (rows, scales) = ("", "")
    rows += Self.row(
      1, [Self.text(1, 1, sheet.name, .title), Self.text(1, 2, "back to Start", .link)])
    for (k, n) in sheet.grids.enumerated() {
      let (grid, place) = (trace.grids[n], layout.places[n])
      let words = try recipeInWords(grid)
      rows += Self.row(
        place.row - 2,
        [
          Self.text(place.row - 2, 1, grid.name, .label),
          Self.text(place.row - 2, 2, words, .plain),
        ])
      if place.width > 1 {
        rows += Self.row(
          place.row - 1,
          (0..<place.width).map {
            Self.text(place.row - 1, Layout.firstColumn + $0, "\($0)", .label)
          })
      }
      for r in 0..<grid.count / place.width {
        var cells = [Self.text(place.row + r, 1, label(grid, r, place.width), .label)]
        for q in 0..<place.width { cells.append(try cell(grid.first + r * place.width + q)) }
        rows += Self.row(place.row + r, cells)
      }
      scales += scale(grid, place, priority: k + 1)
    }
    return Self.sheetXML(
      rows, scales + "<hyperlinks><hyperlink ref=\"B1\" location=\"Start!A1\"/></hyperlinks>",
      isFrozen: true)
  }

  /// `1,0` for a row of a grid with three indices.
  private func label(_ grid: RecordedTrace.RecordedGrid, _ row: Int, _ width: Int) -> String {
    Grid.index(at: row * width, in: grid.shape).dropLast().map(String.init).joined(separator: ",")
  }

  /// What the first entry is made of.
  private func recipeInWords(_ grid: RecordedTrace.RecordedGrid) throws -> String {
    let recipe = try trace.recipe(of: grid.first)
    if recipe.operation.isGiven { return "given: \(recipe.operation.name)" }
    if recipe.operation === Operation.chain { return "chain rule over all that used it" }
    let names = recipe.operands.map { trace.lines[$0].name }
    let words = recipe.operation.written(names)
    return words.count <= 200 ? words : "\(recipe.operation.name) of \(names.count) numbers"
  }

  private mutating func cell(_ line: Int) throws -> String {
    let (at, value) = (layout.cell(of: line), trace.lines[line].value)
    let address = Layout.address(at.row, at.column)
    guard var formula = try formulas.formula(of: line) else {
      return "<c r=\"\(address)\" s=\"\(Style.given.rawValue)\"><v>\(value)</v></c>"
    }
    if !Self.fits(formula) {
      formula = try formulas.formula(of: line, isMovable: true) ?? formula
    }
    let shown = hasValues ? "<v>\(value)</v>" : ""
    return
      "<c r=\"\(address)\" s=\"\(Style.computed.rawValue)\"><f>\(fitted(formula))</f>\(shown)</c>"
  }

  /// The formula, its terms added up in helper cells where it would be too long.
  private mutating func fitted(_ formula: Formula) -> String {
    if Self.fits(formula) { return formula.text }
    var (sums, open) = ([String](), [String]())
    var length = 0
    for term in formula.terms {
      if !open.isEmpty && (length + term.utf8.count > Self.longest || open.count == Self.most) {
        sums.append(helper(open.joined(separator: "+")))
        (open, length) = ([], 0)
      }
      open.append(term)
      length += term.utf8.count + 1
    }
    sums.append(helper(open.joined(separator: "+")))
    return fitted(Formula(head: formula.head, terms: sums, tail: formula.tail))
  }

  private mutating func helper(_ formula: String) -> String {
    helpers.append(formula)
    return "\(Self.helperSheet)!\(Layout.address(helpers.count + 1, 2))"
  }

  private func helperXML() -> String {
    var rows = Self.row(1, [Self.text(1, 1, "Parts of long sums", .title)])
    for (n, helper) in helpers.enumerated() {
      rows += Self.row(
        n + 2, ["<c r=\"\(Layout.address(n + 2, 2))\"><f>\(helper)</f></c>"])
    }
    return Self.sheetXML(rows, "", isFrozen: false)
  }

  /// Red below 0, white at 0, blue above, as strong as the grid's largest number.
  private func scale(_ grid: RecordedTrace.RecordedGrid, _ place: Layout.Place, priority: Int)
    -> String
  {
    let largest = trace.values(of: grid).map(\.magnitude).max() ?? 0
    if largest == 0 { return "" }
    let last = Layout.address(
      place.row + grid.count / place.width - 1, Layout.firstColumn + place.width - 1)
    let area = "\(Layout.address(place.row, Layout.firstColumn)):\(last)"
    return
      "<conditionalFormatting sqref=\"\(area)\"><cfRule type=\"colorScale\" priority=\"\(priority)\"><colorScale>"
      + "<cfvo type=\"num\" val=\"\(-largest)\"/><cfvo type=\"num\" val=\"0\"/><cfvo type=\"num\" val=\"\(largest)\"/>"
      + "<color rgb=\"FFE59AA2\"/><color rgb=\"FFFFFFFF\"/><color rgb=\"FF9ABBE0\"/></colorScale></cfRule></conditionalFormatting>"
  }

  /// What to change, the loss before and after, and a link to every sheet.
  private func start() -> String {
    var rows = Self.row(1, [Self.text(1, 1, "A run as a live spreadsheet", .title)])
    let lines = [
      "Numbers in bold blue are given: type another into one of them, and everything that depends on it follows.",
      "All other numbers are formulas: forward, loss, gradients, AdamW and the pass after it.",
    ]
    for (n, line) in lines.enumerated() {
      rows += Self.row(n + 2, [Self.text(n + 2, 1, line, .plain)])
    }
    var row = 5
    for (n, grid) in trace.grids.enumerated()
    where grid.count == 1 && (grid.name == "loss" || grid.name.hasSuffix(".loss"))
      && !grid.name.hasPrefix("grad.")
    {
      let value = trace.lines[grid.first].value
      rows += Self.row(
        row,
        [
          Self.text(row, 1, grid.name, .label),
          "<c r=\"B\(row)\" s=\"\(Style.large.rawValue)\"><f>\(layout.names[n])</f>\(hasValues ? "<v>\(value)</v>" : "")</c>",
        ])
      row += 1
    }
    row += 1
    var links = ""
    for sheet in layout.sheets {
      let count = sheet.grids.reduce(0) { $0 + trace.grids[$1].count }
      rows += Self.row(
        row,
        [
          Self.text(row, 1, sheet.name, .link),
          Self.text(row, 2, "\(sheet.grids.count.grouped) grids, \(count.grouped) numbers", .plain),
        ])
      links += "<hyperlink ref=\"A\(row)\" location=\"\(sheet.name)!A1\"/>"
      row += 1
    }
    return Self.sheetXML(rows, "<hyperlinks>\(links)</hyperlinks>", isFrozen: false)
  }
}

/// XML.
extension Workbook {
  private enum Style: Int { case plain, title, label, given, computed, link, large }

  private static func row(_ n: Int, _ cells: [String]) -> String {
    "<row r=\"\(n)\">\(cells.joined())</row>"
  }

  private static func text(_ row: Int, _ column: Int, _ text: String, _ style: Style) -> String {
    "<c r=\"\(Layout.address(row, column))\" s=\"\(style.rawValue)\" t=\"inlineStr\"><is><t>\(safe(text))</t></is></c>"
  }

  private static func safe(_ text: String) -> String {
    // These two are no characters of XML.
    let characters = text.replacing("\u{fffe}", with: "�").replacing("\u{ffff}", with: "�")
    return characters.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }

  private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"

  private static func sheetXML(_ rows: String, _ after: String, isFrozen: Bool) -> String {
    let pane =
      isFrozen
      ? "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>"
      : ""
    return head
      + "<worksheet xmlns=\"\(main)\"><sheetViews><sheetView workbookViewId=\"0\">\(pane)</sheetView></sheetViews>"
      + "<cols><col min=\"1\" max=\"1\" width=\"34\" customWidth=\"1\"/></cols>"
      + "<sheetData>\(rows)</sheetData>\(after)</worksheet>"
  }

  private func workbook(_ names: [String]) -> String {
    let sheets = names.enumerated().map {
      "<sheet name=\"\($1)\" sheetId=\"\($0 + 1)\" r:id=\"rId\($0 + 1)\"/>"
    }.joined()
    let defined = trace.grids.enumerated().map { n, grid -> (String, String) in
      let (first, last) = (
        layout.cell(of: grid.first), layout.cell(of: grid.first + grid.count - 1)
      )
      func absolute(_ row: Int, _ column: Int) -> String {
        let address = Layout.address(row, column)
        let letters = address.prefix { $0.isLetter }
        return "$\(letters)$\(row)"
      }
      let area =
        grid.count == 1
        ? absolute(first.row, first.column)
        : "\(absolute(first.row, first.column)):\(absolute(last.row, Layout.firstColumn + layout.places[n].width - 1))"
      return (layout.names[n], "\(layout.sheets[first.sheet].name)!\(area)")
    }.sorted { $0.0.lowercased() < $1.0.lowercased() }
    let list = defined.map { "<definedName name=\"\($0)\">\($1)</definedName>" }.joined()
    return Self.head
      + "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets>\(sheets)</sheets>"
      + "<definedNames>\(list)</definedNames><calcPr calcId=\"191029\" fullCalcOnLoad=\"1\"/></workbook>"
  }

  private static func contentTypes(_ count: Int) -> String {
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let sheets = (1...count).map {
      "<Override PartName=\"/xl/worksheets/sheet\($0).xml\" ContentType=\"\(type).worksheet+xml\"/>"
    }.joined()
    return head + "<Types xmlns=\"\(package)/content-types\">"
      + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(type).sheet.main+xml\"/>"
      + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(type).styles+xml\"/>\(sheets)</Types>"
  }

  private static let rootRelations =
    head + "<Relationships xmlns=\"\(package)/relationships\">"
    + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"

  private static func relations(_ count: Int) -> String {
    let sheets = (1...count).map {
      "<Relationship Id=\"rId\($0)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
    }.joined()
    return head + "<Relationships xmlns=\"\(package)/relationships\">\(sheets)"
      + "<Relationship Id=\"rId\(count + 1)\" Type=\"\(office)/styles\" Target=\"styles.xml\"/></Relationships>"
  }

  /// In the order of `Style`.
  private static let styles =
    head
    + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.0000\"/></numFmts>"
    + "<fonts count=\"6\">\(font())\(font("<b/>", size: 16))\(font("<b/>", colour: "FF555555"))\(font("<b/>", colour: "FF1F4FA0"))"
    + "\(font("<u/>", colour: "FF0563C1"))\(font("<b/>", size: 22))</fonts>"
    + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
    + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    + "<cellXfs count=\"7\">\(format(0, 0))\(format(0, 1))\(format(0, 2))\(format(164, 3))\(format(164, 0))\(format(0, 4))\(format(164, 5))</cellXfs>"
    + "</styleSheet>"

  private static func font(_ marks: String = "", size: Int = 11, colour: String = "FF000000")
    -> String
  {
    "<font>\(marks)<sz val=\"\(size)\"/><color rgb=\"\(colour)\"/><name val=\"Calibri\"/></font>"
  }

  private static func format(_ number: Int, _ font: Int) -> String {
    "<xf numFmtId=\"\(number)\" fontId=\"\(font)\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>"
  }
}
