/// Checks that the entries of a grid come one after the other: none left out, none twice.
///
/// The shape is learned on the way: once an index has started again at 0, its edge is known.
struct EntryOrder {
  private(set) var index: [Int] = []
  /// 0 where an edge is not known yet.
  private var edges: [Int] = []

  /// Starts a grid; false unless it is at the grid's first entry.
  mutating func start(at index: [Int]) -> Bool {
    self.index = index
    edges = index.map { _ in 0 }
    return index.allSatisfy { $0 == 0 }
  }

  /// Goes on to an entry; false if another one should have come.
  mutating func advance(to next: [Int]) -> Bool {
    guard next.count == index.count,
      let place = next.indices.first(where: { next[$0] != index[$0] }),
      next[place] == index[place] + 1, edges[place] == 0 || next[place] < edges[place]
    else { return false }
    for later in next.indices.dropFirst(place + 1) {
      guard next[later] == 0, edges[later] == 0 || edges[later] == index[later] + 1 else {
        return false
      }
      edges[later] = index[later] + 1
    }
    index = next
    return true
  }

  /// Whether the grid may end here.
  var isWhole: Bool {
    index.indices.allSatisfy { edges[$0] == 0 || edges[$0] == index[$0] + 1 }
  }

  /// The shape of a grid that ends here.
  var shape: [Int] { index.map { $0 + 1 } }

  /// The index in an entry's name: [1, 2] of `q[1,2]`, none of `loss`; nil where it is no index.
  static func index(of entry: UnsafeBufferPointer<UInt8>) -> [Int]? {
    guard let bracket = entry.firstIndex(of: UInt8(ascii: "[")) else { return [] }
    var (index, next) = ([Int](), bracket + 1)
    while let number = Self.index(in: entry, at: &next), next < entry.count {
      index.append(number)
      next += 1
      switch entry[next - 1] {
      case UInt8(ascii: "]"): return next == entry.count ? index : nil
      case UInt8(ascii: ","): continue
      default: return nil
      }
    }
    return nil
  }

  /// The same of a text.
  static func index(of entry: String) -> [Int]? {
    var entry = entry
    return entry.withUTF8 { index(of: $0) }
  }

  /// The number that begins at a place, which moves behind it; nil where none does.
  static func index(in text: UnsafeBufferPointer<UInt8>, at place: inout Int) -> Int? {
    let start = place
    var number = 0
    while place < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]),
      place < start + 10
    {
      number = number * 10 + Int(text[place] - UInt8(ascii: "0"))
      place += 1
    }
    // Nine digits fit into any Int; more would be no grid that anybody can hold.
    guard (1...9).contains(place - start),
      place == start + 1 || text[start] != UInt8(ascii: "0")
    else { return nil }
    return number
  }
}
