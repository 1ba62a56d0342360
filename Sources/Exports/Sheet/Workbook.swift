import ByHand
import Formats
import Numerics
import Tracing

/// A run as a workbook in Excel's own format (ECMA-376): every recorded number a cell, every computed one
/// a live formula.
package struct Workbook {
  let trace: RecordedTrace
  let layout: Layout
  private let formulas: SheetFormulas
  /// Partial sums of formulas that are too long for a cell, and what the recorded numbers make of them.
  private(set) var helpers: [(formula: Formula, value: Double)] = []
  /// The blanks to fill in, if there are some.
  let worksheet: Worksheet?
  /// The number of the blank for each line that is left out.
  private let gaps: [Int: Int]
  /// Whether cells hold the recorded results beside their formulas, for viewers that do not calculate.
  let hasValues: Bool

  /// - Parameters:
  ///   - trace: The run whose numbers become cells.
  ///   - pages: Which page of the run shows which grid, in reading order: they become sheets.
  ///   - hasValues: Whether cells hold the recorded results, too.
  ///   - worksheet: Blanks to fill in, on a sheet of their own.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package init(
    _ trace: RecordedTrace, pages: [(page: String, grid: String)] = [], hasValues: Bool = true,
    worksheet: Worksheet? = nil
  ) throws {
    self.trace = trace
    self.hasValues = hasValues
    self.worksheet = worksheet
    let whole = (worksheet?.blanks ?? []).filter { $0.product == nil }
    gaps = Dictionary(uniqueKeysWithValues: whole.map { ($0.problem.line, $0.number) })
    layout = try Layout(trace, pages: pages)
    formulas = SheetFormulas(trace, layout)
  }

  /// Excel's limits for a formula: characters, and arguments.
  private static let (longest, most) = (8000, 250)
  static let (startSheet, helperSheet) = ("Start", "Sums")

  /// Whether a formula can stand in a cell, or has nothing that could be added up elsewhere.
  private static func fits(_ formula: Formula) -> Bool {
    formula.terms.count == 1
      || formula.text.utf8.count <= longest && formula.terms.count <= most
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
    var sheets = [(name: Self.startSheet, xml: start())]
    if let worksheet { sheets.append((Self.worksheetSheet, try worksheetXML(worksheet))) }
    for n in layout.sheets.indices { sheets.append((layout.sheets[n].name, try sheet(n))) }
    if !helpers.isEmpty { sheets.append((Self.helperSheet, helperXML())) }
    if let worksheet { sheets.append((Self.keySheet, try keyXML(worksheet))) }
    return [
      ("[Content_Types].xml", Self.contentTypes(sheets.count)),
      ("_rels/.rels", Self.rootRelations), ("xl/workbook.xml", workbook(sheets.map(\.name))),
      ("xl/_rels/workbook.xml.rels", Self.relations(sheets.count)),
      ("xl/styles.xml", Self.styles(blanks: worksheet?.blanks.count ?? 0)),
    ] + sheets.enumerated().map { ("xl/worksheets/sheet\($0 + 1).xml", $1.xml) }
  }
}

/// Sheets.
extension Workbook {
  private mutating func sheet(_ s: Int) throws -> String {
    let sheet = layout.sheets[s]
    var (rows, scales) = ("", "")
    rows += Self.row(
      1,
      [Self.text(1, 1, sheet.name, .title), Self.text(1, 2, "back to \(Self.startSheet)", .link)])
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
      rows,
      scales
        + "<hyperlinks><hyperlink ref=\"B1\" location=\"\(Self.startSheet)!A1\"/></hyperlinks>",
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
      return number(address, .given, value)
    }
    if !Self.fits(formula) {
      formula = try formulas.formula(of: line, isMovable: true) ?? formula
    }
    return number(
      address, .computed, value, fitted(formula), format: gaps[line].map(Self.format(ofBlank:)))
  }

  /// The formula, its terms added up in helper cells where it would be too long.
  private mutating func fitted(_ formula: Formula) -> Formula {
    if Self.fits(formula) { return formula }
    var (sums, open) = ([FormulaTerm](), [FormulaTerm]())
    var length = 0
    for term in formula.terms {
      let size = term.text.utf8.count
      if !open.isEmpty && (length + size > Self.longest || open.count == Self.most) {
        sums.append(helper(Formula(terms: open, isArray: formula.isArray)))
        (open, length) = ([], 0)
      }
      open.append(term)
      length += size + 1
    }
    sums.append(helper(Formula(terms: open, isArray: formula.isArray)))
    return fitted(
      Formula(head: formula.head, terms: sums, tail: formula.tail, isArray: formula.isArray))
  }

  private mutating func helper(_ formula: Formula) -> FormulaTerm {
    let value = formula.terms.reduce(0) { $0 + $1.value }
    helpers.append((formula, value))
    let cell = "\(Self.helperSheet)!\(Layout.address(helpers.count + 1, 2))"
    return FormulaTerm(cell, value: value)
  }

  private func helperXML() -> String {
    var rows = Self.row(1, [Self.text(1, 1, "Parts of long sums", .title)])
    for (n, helper) in helpers.enumerated() {
      rows += Self.row(
        n + 2, [number(Layout.address(n + 2, 2), .computed, helper.value, helper.formula)])
    }
    return Self.sheetXML(rows, "", isFrozen: false)
  }

  /// Red below 0, white at 0, blue above, as strong as the grid's largest number.
  private func scale(_ grid: RecordedTrace.RecordedGrid, _ place: Layout.Place, priority: Int)
    -> String
  {
    let largest = trace.values(of: grid).map(\.magnitude).filter(\.isFinite).max() ?? 0
    if largest == 0 { return "" }
    let last = Layout.address(
      place.row + grid.count / place.width - 1, Layout.firstColumn + place.width - 1)
    let area = "\(Layout.address(place.row, Layout.firstColumn)):\(last)"
    return
      "<conditionalFormatting sqref=\"\(area)\"><cfRule type=\"colorScale\" priority=\"\(priority)\"><colorScale>"
      + "<cfvo type=\"num\" val=\"\(-largest)\"/><cfvo type=\"num\" val=\"0\"/><cfvo type=\"num\" val=\"\(largest)\"/>"
      + "<color rgb=\"FFE59AA2\"/><color rgb=\"FFFFFFFF\"/><color rgb=\"FF9ABBE0\"/></colorScale></cfRule></conditionalFormatting>"
  }
}
