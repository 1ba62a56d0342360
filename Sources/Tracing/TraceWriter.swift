import ByHand

/// The text of a `trace.tsv`: comment lines with the format, the version and the settings, then a
/// line a scalar in the order computed: name, value, recipe; last a comment line with their count and
/// a checksum of all bytes before it (`Checksum`), so that a trace cut short or changed is noticed. No
/// date, host, path or duration.
///
/// A value is the shortest decimal that reads back as the same number. A recipe is an operation and
/// its operands' names; neighbours in a row are joined, as in `W[1,0,0:3]`, and groups of operands
/// are set apart by `;`.
package enum TraceWriter {
  package static let format = 2
  static let title = "# tiny-hat trace, format "

  package static func text(
    of trace: Trace, version: String, settings: [(name: String, value: String)]
  ) -> String {
    var text = "\(title)\(format)\n# version\t\(version)\n"
    for setting in settings { text += "# setting\t\(setting.name)\t\(setting.value)\n" }
    for id in trace.nodes.indices {
      text += "\(trace.name(of: id))\t\(trace.nodes[id].value)\t\(recipe(of: id, in: trace))\n"
    }
    return text + closing(text, count: trace.nodes.count)
  }

  /// Named tensors as a trace of data, so that they can be compared and shown like one.
  package static func text(
    of grids: [(name: String, shape: [Int], values: [Double])],
    settings: [(name: String, value: String)]
  ) -> String {
    var text = "\(title)\(format)\n"
    for setting in settings { text += "# setting\t\(setting.name)\t\(setting.value)\n" }
    for grid in grids {
      for (offset, value) in grid.values.enumerated() {
        let name = Grid.entryName(grid.name, Grid.index(at: offset, in: grid.shape))
        text += "\(name)\t\(value)\tdata\n"
      }
    }
    return text + closing(text, count: grids.reduce(0) { $0 + $1.values.count })
  }

  /// Whether a grid may have this name: no control character, no bracket, no `#` in front.
  package static func canHold(grid name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("#")
      && name.unicodeScalars.allSatisfy { $0 != "[" && $0.properties.generalCategory != .control }
  }

  static func closing(_ text: String, count: Int) -> String {
    var checksum = Checksum()
    checksum.add(text.utf8)
    return "# end\t\(count)\t\(checksum.text)\n"
  }

  static func recipe(of id: Int, in trace: Trace) -> String {
    let node = trace.nodes[id]
    if node.operation.isGiven { return node.operation.name }
    var groups: [String] = []
    var rest = node.operands[...]
    for size in node.operation.groups(node.operands.count) {
      groups.append(joined(rest.prefix(size), in: trace))
      rest = rest.dropFirst(size)
    }
    return "\(node.operation.name)(\(groups.joined(separator: "; ")))"
  }

  /// The operands' names, with neighbours along the last index joined.
  private static func joined(_ operands: ArraySlice<Int>, in trace: Trace) -> String {
    var parts: [String] = []
    var rest = operands
    while let first = rest.popFirst() {
      let (grid, offset) = trace.place(of: first)
      var length = 1
      // A row ends where the last index would start again.
      while let next = rest.first, let edge = grid.shape.last, (offset + length) % edge != 0,
        case (let other, let place) = trace.place(of: next), other.name == grid.name,
        place == offset + length
      {
        length += 1
        rest = rest.dropFirst()
      }
      let index = grid.index(at: offset).map(String.init)
      if length == 1 {
        parts.append(trace.name(of: first))
      } else {
        let start = grid.index(at: offset)[index.count - 1]
        let fixed = index.dropLast() + ["\(start):\(start + length)"]
        parts.append("\(grid.name)[\(fixed.joined(separator: ","))]")
      }
    }
    return parts.joined(separator: " ")
  }
}
