import Foundation
import Numerics

/// The safetensors format: eight bytes with the length of a JSON header, the header (name → dtype,
/// shape, place), then the numbers, little-endian. Loadable in Python with
/// `safetensors.torch.load_file`.
///
/// Reads F64, F32, F16, BF16, I64 and BOOL, all into Double; writes F64, F32 or BF16.
package struct Safetensors: Sendable {
  /// All tensors in the order of the file.
  package var tensors: [(name: String, tensor: Tensor<Double>)]
  /// Tensors of types that are not read, with their types. Only a reader that asks for them gets them.
  package private(set) var unread: [(name: String, type: String)] = []
  /// Texts by their names, as the file's header keeps them.
  package var metadata: [String: String]

  /// - Parameters:
  ///   - tensors: In the order in which a file will hold them, each name once.
  ///   - metadata: Texts for the header; written sorted by their names.
  package init(
    _ tensors: [(name: String, tensor: Tensor<Double>)], metadata: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of this name; nil where there is none.
  package subscript(name: String) -> Tensor<Double>? { tensors.first { $0.name == name }?.tensor }

  /// All tensors by their names.
  package var byName: [String: Tensor<Double>] {
    Dictionary(tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
  }
}

/// Why some bytes are not a safetensors file.
package struct SafetensorsError: Error, CustomStringConvertible, Equatable {
  /// - Parameter description: What is wrong, in one line, without the file's name.
  package init(description: String) { self.description = description }

  /// What is wrong with the file, in one line.
  package let description: String
}

extension Safetensors {
  /// What the header says of one tensor.
  private struct Entry {
    let name: String
    let dtype: String
    let shape: [Int]
    /// From the end of the header.
    let offsets: [Int]

    init(_ name: String, _ header: inout HeaderReader) throws {
      var (dtype, shape, offsets): (String?, [Int]?, [Int]?)
      try header.object { part, header in
        switch part {
        case "dtype": dtype = try header.string()
        case "shape": shape = try header.wholeNumbers()
        case "data_offsets": offsets = try header.wholeNumbers()
        default: throw SafetensorsError(description: "\(name) has an unknown part '\(part)'")
        }
      }
      guard let dtype, let shape, let offsets, offsets.count == 2 else {
        throw SafetensorsError(description: "\(name) needs a dtype, a shape and two data_offsets")
      }
      (self.name, self.dtype, self.shape, self.offsets) = (name, dtype, shape, offsets)
    }
  }

  private static let sizes = ["F64": 8, "I64": 8, "F32": 4, "F16": 2, "BF16": 2, "BOOL": 1]
  private static let unreadSizes = [
    "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "F8_E4M3": 1, "F8_E5M2": 1,
    "F8_E8M0": 1,
  ]
  /// As in the format's own reader.
  private static let longestHeader = 100_000_000

  /// A file's bytes.
  ///
  /// - Throws: `SafetensorsError` if they are no whole file, or hold a dtype that is not read.
  package init(data: Data) throws { try self.init(bytes: [UInt8](data)) }

  /// - Parameters:
  ///   - bytes: A whole file: the header's length, the header, and the tensors' numbers.
  ///   - leavingUnread: Whether tensors of types that are not read are left out, and listed in `unread`,
  ///     rather than an error.
  /// - Throws: `SafetensorsError` if the bytes are truncated, not safetensors, or of a dtype that
  ///   is not read. The tensors must fill the bytes after the header exactly: no gap, no overlap,
  ///   nothing after them.
  package init(bytes: [UInt8], leavingUnread: Bool = false) throws {
    func fail(_ why: String) -> SafetensorsError { SafetensorsError(description: why) }
    if let kind = ForeignFile.kind(of: bytes) { throw fail("not a safetensors file: \(kind)") }
    guard bytes.count >= 8 else { throw fail("not a safetensors file: only \(bytes.count) bytes") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= Self.longestHeader, bytes.count > 8, bytes[8] == UInt8(ascii: "{")
    else { throw fail("not a safetensors file: no header at its start") }
    guard bytes.count - 8 >= Int(length) else { throw fail("truncated inside the header") }
    let start = 8 + Int(length)
    var header = HeaderReader(bytes[8..<start])
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try header.object { name, header in
      if name == "__metadata__" {
        if header.takeNull() { return }
        try header.object { key, header in metadata[key] = try header.text(of: key) }
      } else {
        entries.append(try Entry(name, &header))
      }
    }
    try header.end()
    entries.sort {
      ($0.offsets[0], $0.offsets[1], $0.name) < ($1.offsets[0], $1.offsets[1], $1.name)
    }
    var place = 0
    tensors = []
    for entry in entries {
      let (name, begin, end) = (entry.name, entry.offsets[0], entry.offsets[1])
      let unread = leavingUnread ? Self.unreadSizes[entry.dtype] : nil
      guard let size = Self.sizes[entry.dtype] ?? unread else {
        throw Self.isUnread(name, entry.dtype)
      }
      guard let count = Self.count(of: entry.shape), end >= begin,
        (end - begin) % size == 0, (end - begin) / size == count
      else { throw fail("the header's shape and place of \(name) do not fit together") }
      guard begin == place else {
        throw fail("\(name) should begin at byte \(place) of the numbers, but begins at \(begin)")
      }
      guard end <= bytes.count - start else {
        throw fail("truncated: \(name) ends at byte \(end) of \(bytes.count - start)")
      }
      place = end
      if unread != nil {
        self.unread.append((name, entry.dtype))
        continue
      }
      let values = (0..<count).map {
        Self.number(bytes, at: start + begin + $0 * size, entry.dtype)
      }
      if entry.dtype == "BOOL", let odd = values.first(where: { $0 > 1 }) {
        throw fail("\(name) is BOOL, but has a byte of \(Int(odd)); only 0 and 1 are true or false")
      }
      tensors.append((name, Tensor(entry.shape, values)))
    }
    guard place == bytes.count - start else {
      throw fail("\(bytes.count - start - place) bytes after the last tensor")
    }
    self.metadata = metadata
  }

  /// What is said of a tensor whose type is not read.
  package static func isUnread(_ name: String, _ type: String) -> SafetensorsError {
    SafetensorsError(
      description: "\(name) is \(type); only F64, F32, F16, BF16, I64 and BOOL are read")
  }

  /// The product of a shape, nil if too large to be true.
  private static func count(of shape: [Int]) -> Int? {
    var product = 1
    for edge in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: edge)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }

  private static func number(_ bytes: [UInt8], at place: Int, _ dtype: String) -> Double {
    func word(_ size: Int) -> UInt64 {
      (0..<size).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
    }
    switch dtype {
    case "F64": return Double(bitPattern: word(8))
    case "I64": return Double(Int64(bitPattern: word(8)))
    case "F32": return Double(Float(bitPattern: UInt32(word(4))))
    case "BOOL": return Double(bytes[place])
    case "BF16": return Double(Float(bitPattern: UInt32(word(2)) << 16))
    default: return half(UInt16(word(2)))
    }
  }

  /// IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    let size: Double
    switch exponent {
    case 0: size = fraction * 0x1p-24
    case 31: size = fraction == 0 ? .infinity : .nan
    default: size = (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
    }
    return bits >> 15 == 1 ? -size : size
  }
}

extension Safetensors {
  /// How numbers are written.
  package enum Precision: String, Sendable {
    /// As it is.
    case double = "F64"
    /// Rounded to the nearest.
    case single = "F32"
    /// Rounded to the nearest number whose lower 16 of 32 bits are 0.
    case bfloat16 = "BF16"

    var size: Int { self == .double ? 8 : self == .single ? 4 : 2 }

    /// The number that a file of this precision gives back.
    package func rounded(_ value: Double) -> Double {
      switch self {
      case .double: value
      case .single: Double(Float(value))
      case .bfloat16: Double(Float(bitPattern: UInt32(Self.bfloat16Bits(value)) << 16))
      }
    }

    /// The upper half of the nearest 32 bits; of two equally near ones, the even.
    static func bfloat16Bits(_ value: Double) -> UInt16 {
      let bits = Float(value).bitPattern
      if Float(value).isNaN { return 0x7fc0 }
      return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
    }
  }

  /// The file's bytes; the same tensors in the same order always give the same bytes.
  package func encoded(as precision: Precision = .double) -> Data {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map {
        "\(Self.quoted($0)):\(Self.quoted($1))"
      }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + precision.size * tensor.count
      entries.append(
        "\(Self.quoted(name)):{\"dtype\":\"\(precision.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    // The numbers start at a multiple of eight bytes.
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    func append(_ word: UInt64, _ size: Int = 8) {
      for i in 0..<size { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(i)))) }
    }
    append(UInt64(header.count))
    bytes += header
    for value in tensors.lazy.flatMap(\.tensor.values) {
      switch precision {
      case .double: append(value.bitPattern)
      case .single: append(UInt64(Float(value).bitPattern), 4)
      case .bfloat16: append(UInt64(Precision.bfloat16Bits(value)), 2)
      }
    }
    return Data(bytes)
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 32:
        "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2)
          + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
