import Foundation

/// Damage to bytes and to command lines, the same for the same seed.
package struct Mutations {
  private var state: UInt64

  /// `TINYHAT_FUZZ=10` tries ten times as much.
  package static let factor =
    ProcessInfo.processInfo.environment["TINYHAT_FUZZ"].flatMap { Int($0) } ?? 1

  package init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  package mutating func number(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  package mutating func pick<T>(_ items: [T]) -> T { items[number(below: items.count)] }

  /// Numbers at which programs stumble.
  private static let numbers = [
    "0", "-0.0", "-1", "1e9", "2147483648", "4294967295", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "1e308", "-1e400", "nan", "inf", "0x1p-1074", "",
  ]

  /// The bytes with one to three injuries.
  package mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...number(below: 3) { injure(&bytes) }
    return bytes
  }

  private mutating func injure(_ bytes: inout [UInt8]) {
    let place = number(below: bytes.count + 1)
    let end = min(bytes.count, place + 1 + number(below: pick([1, 8, 64, 4096])))
    switch number(below: 8) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.removeSubrange(place...)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: number(below: bytes.count + 1))
    case 3: bytes.insert(UInt8(number(below: 256)), at: place)
    case 4: if place < bytes.count { bytes[place] ^= 1 << UInt8(number(below: 8)) }
    case 5: if place < bytes.count { bytes[place] = pick([0, 9, 10, 27, 255, 0x80, 0x7f, 0x5b]) }
    case 6:
      let extreme: UInt8 = pick([0, 255, 0x80, 0x7f])
      for i in place..<min(end, place + 8) { bytes[i] = extreme }
    default:
      // A whole number in text becomes another.
      let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
      guard let first = bytes[place...].firstIndex(where: isDigit) else { return }
      let last = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
      bytes.replaceSubrange(first..<last, with: Array(pick(Self.numbers).utf8))
    }
  }

  /// A command line of up to eight words: some of `words`, whole, joined by `=` or damaged, and
  /// numbers, among nonsense.
  package mutating func commandLine(_ words: [String]) -> [String] {
    let nonsense = [
      "", "-", "--", "=", "--=", "-x", "\n", "\u{1b}[31m", "../..", "/dev/null", "帽子", "[0",
      "a.b[1,2]",
      String(repeating: "long", count: 600),
    ]
    return (0..<number(below: 9)).map { _ in
      let word = pick(words)
      switch number(below: 8) {
      case 0: return pick(nonsense)
      case 1: return pick(Self.numbers)
      case 2: return "\(word)=\(pick(Self.numbers))"
      case 3: return String(decoding: damaged(Array(word.utf8)), as: UTF8.self)
      default: return word
      }
    }
  }
}
