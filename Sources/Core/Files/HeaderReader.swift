/// Reads the JSON of a safetensors header, as strictly as the format asks: objects whose names come
/// once, strings, and lists of whole numbers. Of any other JSON it says where it stands.
struct HeaderReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  private func expected(_ what: String) -> SafetensorsError {
    SafetensorsError(description: "the header should have \(what) at byte \(place) of the file")
  }

  private static let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    while place < bytes.endIndex, [32, 9, 10, 13].contains(bytes[place]) { place += 1 }
    return place < bytes.endIndex ? bytes[place] : nil
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  /// Reads `{"name": …, …}`; `read` takes each value.
  mutating func object(_ read: (String, inout HeaderReader) throws -> Void) throws {
    guard take("{") else { throw expected("an opening brace") }
    if take("}") { return }
    var names: Set<String> = []
    repeat {
      let name = try string()
      if !names.insert(name).inserted {
        throw SafetensorsError(description: "the header has '\(name)' twice")
      }
      guard take(":") else { throw expected("a colon") }
      try read(name, &self)
    } while take(",")
    guard take("}") else { throw expected("a comma or a closing brace") }
  }

  mutating func end() throws {
    if peek() != nil { throw expected("its end") }
  }

  /// Reads `null`, if it comes next.
  mutating func takeNull() -> Bool {
    _ = peek()
    guard bytes[place...].starts(with: "null".utf8) else { return false }
    place += 4
    return true
  }

  /// Reads the text that a name of the metadata stands for.
  mutating func text(of name: String) throws -> String {
    guard peek() == Self.quote else {
      throw SafetensorsError(
        description: "the header's __metadata__ may hold texts in quotes only; '\(name)' is none")
    }
    return try string()
  }

  /// Reads `[2,3]`.
  mutating func wholeNumbers() throws -> [Int] {
    guard take("[") else { throw expected("a list") }
    if take("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try wholeNumber()) } while take(",")
    guard take("]") else { throw expected("a comma or a closing bracket") }
    return numbers
  }

  private mutating func wholeNumber() throws -> Int {
    _ = peek()
    let digits = bytes[place...].prefix { (48...57).contains($0) }
    guard let number = Int(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != 48
    else { throw expected("a whole number") }
    place = digits.endIndex
    return number
  }

  mutating func string() throws -> String {
    guard take("\"") else { throw expected("a name in quotes") }
    var text: [UInt8] = []
    while place < bytes.endIndex, bytes[place] != Self.quote {
      if bytes[place] < 32 { throw expected("no control character") }
      if bytes[place] == Self.backslash {
        text += try escaped()
      } else {
        text.append(bytes[place])
        place += 1
      }
    }
    guard place < bytes.endIndex else { throw expected("a closing quote") }
    place += 1
    let string = String(decoding: text, as: UTF8.self)
    guard string.utf8.elementsEqual(text) else { throw expected("UTF-8 before the closing quote") }
    return string
  }

  private static let escapes: [UInt8: UInt8] = [
    34: 34, 92: 92, 47: 47, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  /// Reads `\n`, `\u00e9` or a pair such as `\ud83c\udfa9`, as UTF-8.
  private mutating func escaped() throws -> [UInt8] {
    place += 1
    guard place < bytes.endIndex else { throw expected("an escape") }
    if let byte = Self.escapes[bytes[place]] {
      place += 1
      return [byte]
    }
    var units = [try hexadecimal()]
    if UTF16.isLeadSurrogate(units[0]), place < bytes.endIndex, bytes[place] == Self.backslash {
      place += 1
      units.append(try hexadecimal())
    }
    let text = String(decoding: units, as: UTF16.self)
    guard text.utf16.elementsEqual(units) else { throw expected("a whole pair of surrogates") }
    return Array(text.utf8)
  }

  /// Reads `u00e9`.
  private mutating func hexadecimal() throws -> UInt16 {
    let digits = bytes[place...].dropFirst().prefix(4)
    guard place < bytes.endIndex, bytes[place] == UInt8(ascii: "u"), digits.count == 4,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw expected("an escape") }
    place = digits.endIndex
    return unit
  }
}
