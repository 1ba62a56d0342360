/// Finds grids by the bytes of their names.
struct GridNames {
  private var numbers: [UInt64: Int] = [:]
  private var names: [[UInt8]] = []

  /// The next grid's name.
  mutating func add(_ name: String) {
    let bytes = Array(name.utf8)
    var key = bytes.withUnsafeBufferPointer(Self.hash)
    while numbers[key] != nil { key &+= 1 }
    numbers[key] = names.count
    names.append(bytes)
  }

  /// The grid of this name, counted from 0; nil where there is none.
  func number(of name: UnsafeBufferPointer<UInt8>) -> Int? {
    var key = Self.hash(name)
    while let number = numbers[key] {
      if names[number].elementsEqual(name) { return number }
      key &+= 1
    }
    return nil
  }

  /// FNV-1a; two names with the same hash stand beside each other.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
