extension String {
  /// This text as one line that a terminal shows as it is, whoever wrote it: control characters and
  /// invisible ones are spelled out (`\n`, `\u{1b}`), and of more than `limit` characters the middle
  /// is cut out, and counted.
  package func onOneLine(limit: Int = 1000) -> String {
    let spelled = unicodeScalars.map(Self.spelled)
    if spelled.reduce(0, { $0 + $1.unicodeScalars.count }) <= limit { return spelled.joined() }
    let head = Self.fitting(spelled[...], limit * 2 / 3)
    let tail = Self.fitting(spelled.reversed()[...], limit / 3)
    let cut = spelled.count - head - tail
    return spelled.prefix(head).joined() + " … (\(cut) characters cut) … "
      + spelled.suffix(tail).joined()
  }

  /// This text with control characters and invisible ones spelled out, but for the ends of lines.
  package var withoutControls: String {
    unicodeScalars.map { $0 == "\n" ? "\n" : Self.spelled($0) }.joined()
  }

  /// How many parts fit into `room` characters.
  private static func fitting(_ parts: ArraySlice<String>, _ room: Int) -> Int {
    var room = room
    return parts.prefix { part in
      room -= part.unicodeScalars.count
      return room >= 0
    }.count
  }

  private static func spelled(_ scalar: Unicode.Scalar) -> String {
    switch (scalar, scalar.properties.generalCategory) {
    case ("\n", _): "\\n"
    case ("\r", _): "\\r"
    case ("\t", _): "\\t"
    case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }
}
