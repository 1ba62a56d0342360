extension RecordedTrace {
  /// One line.
  package struct Line {
    /// The number that is recorded.
    package let value: Double
    fileprivate let text: TraceText
    fileprivate let place: Place

    /// The entry's, as in `q[1,2]`.
    package var name: String {
      text.string(in: place.piece, place.start..<place.start + place.nameCount)
    }

    /// As it stands in the trace: `dot(x[0:3]; W[1,0:3])`, or how the number was given, such as
    /// `data`.
    package var recipe: String { text.string(in: place.piece, place.recipe) }
  }

  /// Where a line stands in the text.
  fileprivate struct Place {
    private let pieceNumber, startByte, nameBytes, recipeByte, endByte, gridNumber: Int32

    /// - Parameter grid: Which of the grids it belongs to.
    init(_ reader: TraceReader, grid: Int) {
      pieceNumber = Int32(reader.place.piece)
      startByte = Int32(reader.place.start)
      nameBytes = Int32(reader.nameEnd)
      recipeByte = Int32(reader.place.start + reader.valueEnd + 1)
      endByte = Int32(reader.place.start + reader.line.count)
      gridNumber = Int32(grid)
    }

    var piece: Int { Int(pieceNumber) }
    var start: Int { Int(startByte) }
    var nameCount: Int { Int(nameBytes) }
    var recipe: Range<Int> { Int(recipeByte)..<Int(endByte) }
    var grid: Int { Int(gridNumber) }
  }

  /// All lines, in the order computed. Names and recipes stay in the text, and are made when they are asked
  /// for.
  package struct Lines: RandomAccessCollection {
    private let text: TraceText
    private var places: [Place] = []
    /// The numbers alone.
    package private(set) var values: [Double] = []

    init(of text: TraceText) { self.text = text }

    /// Takes the line that was last read from the text.
    mutating func add(_ reader: TraceReader, grid: Int) {
      values.append(reader.value)
      places.append(Place(reader, grid: grid))
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { values.count }
    package subscript(line: Int) -> Line {
      Line(value: values[line], text: text, place: places[line])
    }

    /// Which of the grids a line belongs to.
    func grid(of line: Int) -> Int { places[line].grid }

    mutating func replaceValue(of line: Int, by value: Double) { values[line] = value }

    /// The bytes of a line's recipe.
    func withRecipe<Result>(
      of line: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
      let place = places[line]
      return try text.pieces[place.piece].withUnsafeBufferPointer {
        try body(UnsafeBufferPointer(rebasing: $0[place.recipe]))
      }
    }
  }
}
