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
  static func index(of entry: some Collection<UInt8>) -> [Int]? {
    var rest = entry.drop { $0 != UInt8(ascii: "[") }
    var index: [Int] = []
    while let mark = rest.popFirst() {
      if mark == UInt8(ascii: "]") { return rest.isEmpty && !index.isEmpty ? index : nil }
      guard mark == UInt8(ascii: index.isEmpty ? "[" : ",") else { return nil }
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      // Nine digits fit into any Int; more would be no grid that anybody can hold.
      guard (1...9).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
      else { return nil }
      index.append(digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
      rest = rest.dropFirst(digits.count)
    }
    return index.isEmpty ? [] : nil
  }
}
