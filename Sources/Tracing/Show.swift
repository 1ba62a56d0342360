import ByHand
import Numerics

/// A grid, or the list of all grids, as text, CSV or JSON.
package struct Show {
  /// Aligned text for people, CSV with a header line, or JSON.
  package enum Form: Sendable { case table, csv, json }

  private let trace: RecordedTrace

  /// Shows numbers of this trace; the lines and grids to be shown are its own.
  package init(_ trace: RecordedTrace) { self.trace = trace }

  /// All grids with their shapes, in the order computed.
  package func list(_ form: Form) -> String {
    switch form {
    case .table:
      let rows = trace.grids.map { [$0.name, shape($0, "×"), "\($0.count)"] }
      return Columns.aligned([["grid", "shape", "numbers"]] + rows, left: 2) + "\n"
    case .csv:
      return "grid,shape,numbers\n"
        + trace.grids.map { "\(csvField($0.name)),\(shape($0, "x")),\($0.count)\n" }.joined()
    case .json:
      let items = trace.grids.map {
        "{\"name\":\(jsonString($0.name)),\"shape\":[\(shape($0, ","))]}"
      }
      return "[\(items.joined(separator: ",\n "))]\n"
    }
  }

  private func shape(_ grid: RecordedTrace.RecordedGrid, _ separator: String) -> String {
    grid.shape.map(String.init).joined(separator: separator)
  }

  /// One grid with all of its values.
  package func grid(_ grid: RecordedTrace.RecordedGrid, _ form: Form) -> String {
    let values = trace.values(of: grid)
    switch form {
    case .table: return table(grid, values)
    case .csv:
      let header = grid.shape.indices.map { "i\($0)," }.joined() + "value\n"
      return header
        + values.enumerated().map { offset, value in
          Grid.index(at: offset, in: grid.shape).map { "\($0)," }.joined() + "\(value)\n"
        }.joined()
    case .json:
      let numbers = values.map(jsonNumber)
      return "{\"name\":\(jsonString(grid.name)),\"shape\":[\(shape(grid, ","))],"
        + "\"values\":[\(numbers.joined(separator: ","))]}\n"
    }
  }

  /// One entry, such as `q[1,2]`.
  package func entry(_ line: Int, _ form: Form) -> String {
    let (name, value) = (trace.lines[line].name, trace.lines[line].value)
    switch form {
    case .table: return "\(name) = \(value)\n"
    case .csv: return "entry,value\n\(csvField(name)),\(value)\n"
    case .json: return "{\"name\":\(jsonString(name)),\"value\":\(jsonNumber(value))}\n"
    }
  }

  /// JSON has no infinities and no NaN: they are the texts "inf", "-inf" and "nan".
  private func jsonNumber(_ value: Double) -> String {
    value.isFinite ? "\(value)" : "\"\(value)\""
  }

  /// A trace has no control characters to escape.
  private func jsonString(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func csvField(_ text: String) -> String {
    text.contains(",") || text.contains("\"")
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// The last index runs across; a table for each setting of all but the last two.
  private func table(_ grid: RecordedTrace.RecordedGrid, _ values: [Double]) -> String {
    let columns = grid.shape.last ?? 1
    let rows = grid.shape.count > 1 ? grid.shape[grid.shape.count - 2] : 1
    let size = rows * columns
    let outer = Array(grid.shape.dropLast(2))
    return stride(from: 0, to: values.count, by: size).map { start in
      let place = Grid.index(at: start / size, in: outer).map { "\($0)," }.joined()
      let title = outer.isEmpty ? grid.name : "\(grid.name)[\(place)·,·]"
      if grid.shape.isEmpty { return "\(title) = \(values[0])\n" }
      var lines = [[""] + (0..<columns).map(String.init)]
      for r in 0..<rows {
        lines.append(
          [rows > 1 ? "\(r)" : ""]
            + (0..<columns).map { values[start + r * columns + $0].shown })
      }
      return "\(title)\n\(Columns.aligned(lines, left: 0))\n"
    }.joined(separator: "\n")
  }
}
