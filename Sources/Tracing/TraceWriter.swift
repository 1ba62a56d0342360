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
  /// The number in a trace's first line; a trace with another one is not read.
  package static let format = 2
  static let title = "# tiny-hat trace, format "

  /// A whole recording as a trace.
  ///
  /// - Parameters:
  ///   - trace: The recording, which has a line for each of its numbers.
  ///   - version: The package's, for the head.
  ///   - settings: What the run was asked for, in the order in which the head lists them.
  package static func text(
    of trace: Trace, version: String, settings: [(name: String, value: String)]
  ) -> TraceText {
    var text = TraceBytes()
    text.add("\(title)\(format)\n# version\t\(version)\n\(lines(of: settings))")
    let names = trace.grids.map { Array($0.name.utf8) }
    func add(_ id: Int) {
      let (grid, offset) = trace.gridAndOffset(of: id)
      text.addName(names[grid], trace.grids[grid].shape, offset)
    }
    for id in trace.nodes.indices {
      add(id)
      text.add("\t")
      text.add(trace.nodes[id].value.description)
      text.add("\t")
      addRecipe(of: id, in: trace, names, to: &text)
      text.endLine()
    }
    return text.closed(count: trace.nodes.count)
  }

  /// Named tensors as a trace of data, so that they can be compared and shown like one.
  package static func text(
    of grids: [(name: String, shape: [Int], values: [Double])],
    settings: [(name: String, value: String)]
  ) -> TraceText {
    var text = TraceBytes()
    text.add("\(title)\(format)\n\(lines(of: settings))")
    for grid in grids {
      let name = Array(grid.name.utf8)
      for (offset, value) in grid.values.enumerated() {
        text.addName(name, grid.shape, offset)
        text.add("\t")
        text.add(value.description)
        text.add("\tdata")
        text.endLine()
      }
    }
    return text.closed(count: grids.reduce(0) { $0 + $1.values.count })
  }

  private static func lines(of settings: [(name: String, value: String)]) -> String {
    settings.map { "# setting\t\($0.name)\t\($0.value)\n" }.joined()
  }

  /// Whether a grid may have this name: no control character, no bracket, no `#` in front.
  package static func canHold(grid name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("#")
      && name.unicodeScalars.allSatisfy { $0 != "[" && $0.properties.generalCategory != .control }
  }

  /// The line that ends a trace.
  static func closing(_ text: some Sequence<UInt8>, count: Int) -> String {
    var checksum = Checksum()
    checksum.add(text)
    return closing(checksum, count: count)
  }

  fileprivate static func closing(_ checksum: Checksum, count: Int) -> String {
    "# end\t\(count)\t\(checksum.text)\n"
  }

  private static func addRecipe(
    of id: Int, in trace: Trace, _ names: [[UInt8]], to text: inout TraceBytes
  ) {
    let node = trace.nodes[id]
    text.add(node.operation.name)
    if node.operation.isGiven { return }
    text.add("(")
    var rest = node.operands[...]
    for (n, size) in node.operation.groups(node.operands.count).enumerated() {
      if n > 0 { text.add("; ") }
      addOperands(rest.prefix(size), in: trace, names, to: &text)
      rest = rest.dropFirst(size)
    }
    text.add(")")
  }

  /// The operands' names, with neighbours along the last index joined.
  private static func addOperands(
    _ operands: Slice<LineNumbers>, in trace: Trace, _ names: [[UInt8]], to text: inout TraceBytes
  ) {
    var rest = operands
    while let first = rest.popFirst() {
      let (grid, offset) = trace.gridAndOffset(of: first)
      let shape = trace.grids[grid].shape
      var length = 1
      // A row ends where the last index would start again.
      while let next = rest.first, let edge = shape.last, (offset + length) % edge != 0,
        trace.gridAndOffset(of: next) == (grid, offset + length)
      {
        length += 1
        rest = rest.dropFirst()
      }
      text.addName(names[grid], shape, offset, length: length)
      if !rest.isEmpty { text.add(" ") }
    }
  }
}

/// A trace's text on its way: bytes, because traces have many short names.
private struct TraceBytes {
  private var bytes: [UInt8] = []
  private var text = TraceText()
  private var checksum = Checksum()

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// `W[1,0,2]`, or `W[1,0,2:5]` for three entries in a row.
  mutating func addName(_ name: [UInt8], _ shape: [Int], _ offset: Int, length: Int = 1) {
    bytes.append(contentsOf: name)
    if shape.isEmpty { return }
    bytes.append(UInt8(ascii: "["))
    var stride = shape.reduce(1, *)
    for (axis, edge) in shape.enumerated() {
      if axis > 0 { bytes.append(UInt8(ascii: ",")) }
      stride /= edge
      add(offset / stride % edge)
    }
    if length > 1 {
      bytes.append(UInt8(ascii: ":"))
      add(offset % (shape.last ?? 1) + length)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func add(_ number: Int) {
    if number > 9 { add(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= TraceText.size { take() }
  }

  private mutating func take() {
    checksum.add(bytes)
    text.append(bytes)
    bytes = []
    bytes.reserveCapacity(TraceText.size + TraceText.size / 16)
  }

  /// All of it, with the closing line.
  consuming func closed(count: Int) -> TraceText {
    take()
    text.append(Array(TraceWriter.closing(checksum, count: count).utf8))
    return text
  }
}
