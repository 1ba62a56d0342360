import ByHand
import Tracing

/// The parts' XML.
extension Workbook {
  enum Style: Int { case plain, title, label, given, computed, link, large }

  static func row(_ n: Int, _ cells: [String]) -> String {
    "<row r=\"\(n)\">\(cells.joined())</row>"
  }

  static func text(_ row: Int, _ column: Int, _ text: String, _ style: Style) -> String {
    "<c r=\"\(Layout.address(row, column))\" s=\"\(style.rawValue)\" t=\"inlineStr\"><is><t>\(safe(text))</t></is></c>"
  }

  /// A number, and its formula if it has one; an error where no cell can hold it.
  ///
  /// - Parameter format: The cell's format where it is none of the styles.
  func number(
    _ address: String, _ style: Style, _ value: Double, _ formula: Formula? = nil,
    format: Int? = nil
  ) -> String {
    let format = format ?? style.rawValue
    let kind = formula?.isArray == true ? " t=\"array\" ref=\"\(address)\"" : ""
    let live = formula.map { "<f\(kind)>\($0.text)</f>" } ?? ""
    guard formula == nil || hasValues else {
      return "<c r=\"\(address)\" s=\"\(format)\">\(live)</c>"
    }
    let (type, shown) =
      value.isFinite ? ("", "\(value)") : (" t=\"e\"", value.isNaN ? "#NUM!" : "#DIV/0!")
    return "<c r=\"\(address)\" s=\"\(format)\"\(type)>\(live)<v>\(shown)</v></c>"
  }

  static func safe(_ text: String) -> String {
    // These two are no characters of XML.
    let characters = text.replacing("\u{fffe}", with: "�").replacing("\u{ffff}", with: "�")
    return characters.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }

  private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"

  static func sheetXML(_ rows: String, _ after: String, isFrozen: Bool) -> String {
    let pane =
      isFrozen
      ? "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>"
      : ""
    return head
      + "<worksheet xmlns=\"\(main)\"><sheetViews><sheetView workbookViewId=\"0\">\(pane)</sheetView></sheetViews>"
      + "<cols><col min=\"1\" max=\"1\" width=\"34\" customWidth=\"1\"/></cols>"
      + "<sheetData>\(rows)</sheetData>\(after)</worksheet>"
  }

  func workbook(_ names: [String]) -> String {
    let sheets = names.enumerated().map {
      "<sheet name=\"\($1)\" sheetId=\"\($0 + 1)\"\($1 == Self.keySheet ? " state=\"veryHidden\"" : "") r:id=\"rId\($0 + 1)\"/>"
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

  static func contentTypes(_ count: Int) -> String {
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

  static let rootRelations =
    head + "<Relationships xmlns=\"\(package)/relationships\">"
    + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"

  static func relations(_ count: Int) -> String {
    let sheets = (1...count).map {
      "<Relationship Id=\"rId\($0)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
    }.joined()
    return head + "<Relationships xmlns=\"\(package)/relationships\">\(sheets)"
      + "<Relationship Id=\"rId\(count + 1)\" Type=\"\(office)/styles\" Target=\"styles.xml\"/></Relationships>"
  }

  /// In the order of `Style`; then a yellow cell to type into, and formats that show the number of a blank
  /// and not the cell's own.
  static func styles(blanks count: Int) -> String {
    let shows = (0..<count).map { n in
      let text = "&quot;(\(n + 1))&quot;"
      return "<numFmt numFmtId=\"\(165 + n)\" formatCode=\"\(text);\(text);\(text)\"/>"
    }.joined()
    let own =
      count == 0 ? "" : format(0, 0, fill: 2) + (0..<count).map { format(165 + $0, 2) }.joined()
    return head
      + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"\(1 + count)\"><numFmt numFmtId=\"164\" formatCode=\"0.0000\"/>\(shows)</numFmts>"
      + "<fonts count=\"6\">\(font())\(font("<b/>", size: 16))\(font("<b/>", colour: "FF555555"))\(font("<b/>", colour: "FF1F4FA0"))"
      + "\(font("<u/>", colour: "FF0563C1"))\(font("<b/>", size: 22))</fonts>"
      + "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
      + "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFF2CC\"/></patternFill></fill></fills>"
      + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
      + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      + "<cellXfs count=\"\(count == 0 ? 7 : 8 + count)\">\(format(0, 0))\(format(0, 1))\(format(0, 2))\(format(164, 3))\(format(164, 0))\(format(0, 4))\(format(164, 5))\(own)</cellXfs>"
      + "</styleSheet>"
  }

  private static func font(_ marks: String = "", size: Int = 11, colour: String = "FF000000")
    -> String
  {
    "<font>\(marks)<sz val=\"\(size)\"/><color rgb=\"\(colour)\"/><name val=\"Calibri\"/></font>"
  }

  private static func format(_ number: Int, _ font: Int, fill: Int = 0) -> String {
    "<xf numFmtId=\"\(number)\" fontId=\"\(font)\" fillId=\"\(fill)\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"\(fill == 0 ? "" : " applyFill=\"1\"")/>"
  }
}
