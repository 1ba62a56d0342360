import ByHand
import Numerics

/// What comes into a page's step and what goes out of it, with shapes and counts from the recording.
package struct Inventory {
  let kind: String
  let what: String
  let grids: [String]
  let from: From

  enum From {
    case page(String)
    case words(String)
    case start
    case here
  }

  /// What an earlier page has made.
  package static func input(_ what: String, _ grids: String..., from page: String) -> Self {
    Self(kind: "in", what: what, grids: grids, from: .page(page))
  }

  /// What comes from elsewhere.
  package static func input(_ what: String, _ grids: String..., origin: String) -> Self {
    Self(kind: "in", what: what, grids: grids, from: .words(origin))
  }

  /// A layer's parameters, under their short names: all grids whose names begin with the layer's.
  package static func parameters(_ short: String, _ layers: String...) -> Self {
    Self(kind: "parameters", what: short, grids: layers, from: .start)
  }

  /// What this page makes.
  package static func output(_ what: String, _ grids: String...) -> Self {
    Self(kind: "out", what: what, grids: grids, from: .here)
  }

  /// What an earlier page has made and this one looks at again.
  package static func use(_ what: String, _ grids: String..., from page: String) -> Self {
    Self(kind: "also in use", what: what, grids: grids, from: .page(page))
  }
}

extension Page {
  /// The table at a page's head.
  package func inventory(_ rows: [Inventory]) {
    var table = Table(["", "what", "shape", "from"], left: [0, 1, 2, 3])
    for row in rows {
      table.add([row.kind, what(row), shape(row), from(row)])
      if case .start = row.from {
        for grid in row.grids.flatMap(parameters) { shown.insert(grid.name) }
      } else {
        // A gradient's row is about its number, too.
        for name in row.grids { _ = names.grid(name) }
      }
    }
    text(table.markdown)
  }

  private func what(_ row: Inventory) -> String {
    guard case .start = row.from else { return row.what }
    let names = row.grids.flatMap(parameters).map(\.name)
    // `conv_in.weight`, `.bias`
    let first = names[0].split(separator: ".").dropLast().joined(separator: ".") + "."
    let shown = names.enumerated().map { i, name in
      i > 0 && name.hasPrefix(first) && first.count > 1
        ? "`.\(name.dropFirst(first.count))`" : "`\(name)`"
    }
    return "\(row.what) = \(shown.joined(separator: ", "))"
  }

  private func shape(_ row: Inventory) -> String {
    let isLayer = if case .start = row.from { true } else { false }
    let grids = isLayer ? row.grids.flatMap(parameters) : row.grids.map(grid)
    if grids.isEmpty { return "" }
    let shapes = grids.map(Self.shape).reduce(into: [String]()) { all, next in all.append(next) }
    let count = grids.reduce(0) { $0 + $1.count }
    let text =
      Set(shapes).count == 1 && shapes.count > 1
      ? "\(shapes.count) × \(shapes[0])" : shapes.joined(separator: " and ")
    let isCounted = row.kind != "in" && row.kind != "also in use" && count > 1
    return isCounted ? "\(text): **\(count.grouped) numbers**" : text
  }

  private func from(_ row: Inventory) -> String {
    switch row.from {
    case .page(let name): link(name)
    case .words(let words): words
    case .start: book.origin
    case .here: "this page"
    }
  }

  /// The parameters of a layer, in the model's order.
  package func parameters(_ layer: String) -> [Grid] {
    let found = trace.grids.filter { grid in
      (grid.name == layer || grid.name.hasPrefix("\(layer).") || grid.name.hasPrefix("\(layer)_"))
        && grid.scalars.first.map { trace.nodes[$0.id].operation.isParameter } == true
    }
    require(!found.isEmpty, "no parameters of \(layer)")
    return found
  }

  /// A layer's parameters as tables, folded.
  package func foldedParameters(_ layers: String...) {
    let grids = layers.flatMap(parameters)
    let count = grids.reduce(0) { $0 + $1.count }
    foldedTables("The \(count.grouped) parameters", grids)
  }

  /// A shape as readers write it: 2×4×4.
  package static func shape(_ grid: Grid) -> String {
    grid.shape.isEmpty ? "one number" : grid.shape.map(String.init).joined(separator: "×")
  }
}
