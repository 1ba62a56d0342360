import Core
import Foundation
import Numerics
import Testing

@Suite struct SafetensorsTests {
  let file = Safetensors(
    [
      ("b", Tensor([2, 2], [1, -2.5, .leastNonzeroMagnitude, .infinity])),
      ("a.\"q\"", Tensor(scalar: 0.1)),
    ],
    metadata: ["seed": "1"])

  @Test func `what is written is read back, to the last bit`() throws {
    let back = try Safetensors(data: file.encoded())
    #expect(back.tensors.map(\.name) == ["b", "a.\"q\""])
    #expect(back["b"] == file["b"] && back["a.\"q\""] == file["a.\"q\""])
    #expect(back.metadata == ["seed": "1"])
    #expect(file.encoded() == file.encoded())
  }

  /// A file with this header and so many bytes after it.
  private func bytes(_ header: String, _ rest: [UInt8]) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + rest
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try Safetensors(bytes: bytes)
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test func `other files are told by what they are`() {
    for (start, kind) in [
      ([0x50, 0x4b, 3, 4], "torch.save"), ([0x80, 2, 0x8a], "pickle"), (Array("GGUF".utf8), "GGUF"),
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "git lfs pull"),
      ([0x1f, 0x8b, 8], "gunzip"), ([0x93] + Array("NUMPY".utf8), "NumPy"),
    ] as [([UInt8], String)] {
      #expect(message(start + [UInt8](repeating: 7, count: 20)).contains(kind), "\(kind)")
    }
  }

  @Test func `what the format allows is read, and what it does not is told`() throws {
    let entry = #""x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    let number: [UInt8] = [0, 0, 0x80, 0x3f]
    #expect(try Safetensors(bytes: bytes("{\(entry)}     ", number))["x"]?.values == [1])
    #expect(message(bytes("{\(entry)}\0\0", number)).contains("its end"))
    #expect(message(bytes(#"{"__metadata__":null,\#(entry)}"#, number)) == "read")
    #expect(message(bytes(#"{"__metadata__":{"a":1},\#(entry)}"#, number)).contains("'a' is none"))
    let bools = #"{"x":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}"#
    #expect(try Safetensors(bytes: bytes(bools, [0, 1, 1]))["x"]?.values == [0, 1, 1])
    #expect(message(bytes(bools, [0, 2, 7])).contains("a byte of 2"))
    let whole = #"{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(message(bytes(whole, number)).contains("x is I32; only F64"))
    let left = try Safetensors(bytes: bytes(whole, number), leavingUnread: true)
    #expect(left.tensors.isEmpty && left.unread.map(\.type) == ["I32"])
  }

  @Test func `what is written in fewer bits is the nearest number, and read back exactly`() throws {
    let draws = NamedRandom(seed: 8)["numbers"]
    let values = (0..<500).map { draws.normal($0) * [1e-20, 1, 1e20][$0 % 3] } + [0, -0.0, 256, 1]
    for precision in [Safetensors.Precision.single, .bfloat16] {
      let file = Safetensors([("x", Tensor([values.count], values))])
      let back = try #require(Safetensors(data: file.encoded(as: precision))["x"]).values
      #expect(back == values.map(precision.rounded))
      #expect(back.map(precision.rounded) == back)
      let step = precision == .single ? 0x1p-24 : 0x1p-8
      for (a, b) in zip(values, back) { #expect((a - b).magnitude <= step * a.magnitude) }
    }
    // Half-way between two: to the even one.
    #expect(Safetensors.Precision.bfloat16.rounded(1 + 0x1p-8) == 1)
    #expect(Safetensors.Precision.bfloat16.rounded(1 + 3 * 0x1p-8) == 1 + 0x1p-6)
  }

  /// A file with one tensor of raw bytes.
  func raw(_ dtype: String, shape: String, _ bytes: [UInt8], end: Int? = nil) -> Data {
    let header =
      "{\"x\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[0,\(end ?? bytes.count)]}}"
    return Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8) + Data(bytes)
  }

  @Test func `smaller number types are widened exactly`() throws {
    func values(_ dtype: String, _ n: Int, _ bytes: [UInt8]) throws -> [Double] {
      try Safetensors(data: raw(dtype, shape: "[\(n)]", bytes))["x"]?.values ?? []
    }
    #expect(try values("F32", 1, [0, 0, 0x20, 0xc0]) == [-2.5])
    #expect(try values("BF16", 2, [0x20, 0xc0, 0x80, 0x3f]) == [-2.5, 1])
    #expect(
      try values("F16", 4, [0, 0xc1, 0x01, 0, 0, 0x7c, 0xff, 0x7b]) == [
        -2.5, 0x1p-24, .infinity, 65504,
      ])
    #expect(try values("I64", 1, [0xfe, 255, 255, 255, 255, 255, 255, 255]) == [-2])
  }

  @Test func `damaged files are refused with the reason`() {
    let good = file.encoded()
    func reason(_ data: Data) -> String {
      do {
        _ = try Safetensors(data: data)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(reason(Data()).contains("not a safetensors file"))
    #expect(reason(Data("hello, this is plain text".utf8)).contains("not a safetensors file"))
    #expect(reason(good.dropLast(1)).contains("truncated"))
    #expect(reason(good.prefix(40)).contains("truncated"))
    #expect(reason(raw("F64", shape: "[2]", [0, 0, 0, 0, 0, 0, 0, 0])).contains("do not fit"))
    #expect(reason(raw("F64", shape: "[-1]", [])).contains("a whole number at byte"))
    #expect(reason(raw("F64", shape: "[4611686018427387904,4]", [], end: 0)).contains("do not fit"))
    #expect(reason(raw("C64", shape: "[1]", [0, 0, 0, 0, 0, 0, 0, 0])).contains("C64"))
    #expect(reason(raw("F64", shape: "[1]", [0], end: 8)).contains("truncated"))
    for length in 0..<good.count { #expect(reason(good.prefix(length)) != "accepted") }
  }

  /// A file with this header and so many bytes of numbers.
  func reason(header: String, _ count: Int = 16) -> String {
    var length: [UInt8] = []
    for i in 0..<8 { length.append(UInt8(truncatingIfNeeded: header.utf8.count >> (8 * i))) }
    do {
      _ = try Safetensors(bytes: length + Array(header.utf8) + [UInt8](repeating: 0, count: count))
      return "accepted"
    } catch { return "\(error)" }
  }

  /// The header's entry of a tensor of F64.
  func entry(_ name: String, _ shape: String, _ begin: String, _ end: String) -> String {
    "\"\(name)\":{\"dtype\":\"F64\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test func `tensors fill the numbers exactly, in any order of the header`() {
    let (a, b) = (entry("a", "[1]", "0", "8"), entry("b", "[1]", "8", "16"))
    #expect(reason(header: "{\(b), \(a)}  ") == "accepted")
    #expect(reason(header: "{\(b),\(a),\(entry("c", "[0,3]", "16", "16"))}") == "accepted")
    #expect(reason(header: "{}", 0) == "accepted")
    #expect(reason(header: "{\(a),\(b)}", 17) == "1 bytes after the last tensor")
    #expect(reason(header: "{\(a)}").contains("8 bytes after"))
    #expect(reason(header: "{\(b)}").contains("b should begin at byte 0"))
    #expect(
      reason(header: "{\(a),\(entry("b", "[1]", "0", "8"))}").contains("should begin at byte 8"))
    #expect(reason(header: "{\(a),\(entry("b", "[2]", "0", "16"))}").contains("should begin at"))
    #expect(reason(header: "{\(a),\(a)}") == "the header has 'a' twice")
  }

  @Test func `offsets near 2⁶³ are refused, not a crash`() {
    let most = "9223372036854775807"
    #expect(reason(header: "{\(entry("a", "[1]", "9223372036854775799", most))}").contains("begin"))
    #expect(reason(header: "{\(entry("a", "[1]", "0", most))}").contains("do not fit"))
    #expect(
      reason(header: "{\(entry("a", "[1152921504606846975]", "0", "9223372036854775800"))}")
        .contains("truncated"))
    #expect(
      reason(header: "{\(entry("a", "[1]", "9223372036854775808", most))}")
        .contains("a whole number at byte 56"))
    #expect(
      reason(header: "{\(entry("a", "[\(most),\(most)]", "0", "16"))}").contains("do not fit"))
  }

  @Test(arguments: [
    ("{", "a name in quotes"), ("{} x", "its end"), ("{,}", "a name"), ("{\"a\"}", "a colon"),
    ("{\"a\":1}", "an opening brace"), ("{\"a\":{}}", "a needs a dtype"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0]}}", "two data_offsets"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[1.0],\"data_offsets\":[0,8]}}", "closing bracket"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[01],\"data_offsets\":[0,8]}}", "a whole number"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[1,],\"data_offsets\":[0,8]}}", "a whole number"),
    ("{\"a\":{\"dtype\":\"F64\",\"dtype\":\"F32\"}}", "'dtype' twice"),
    ("{\"a\":{\"size\":1}}", "unknown part 'size'"), ("{\"__metadata__\":{\"a\":1}}", "in quotes"),
    ("{\"__metadata__\":{},\"__metadata__\":{}}", "twice"),
    ("{\"a\u{1}\":", "no control character"),
    (#"{"\x"#, "an escape"), (#"{"\u12g4"#, "an escape"), (#"{"\ud800x"#, "surrogates"),
    (#"{"\ud800\u0041"#, "surrogates"), ("{\"a", "a closing quote"),
  ])
  func `a header that is not as the format says is refused, with the place`(
    header: String, expected: String
  ) {
    #expect(reason(header: header, 8).contains(expected), "\(reason(header: header, 8))")
  }

  @Test func `names may hold any text, escaped or not`() throws {
    let header = #"{"__metadata__":{"\u00e9\ud83c\udfa9\n\/":"é🎩"}}"#
    let file = try Safetensors(
      bytes: [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8))
    #expect(file.metadata == ["é🎩\n/": "é🎩"])
  }

  @Test func `a model names the tensors that are missing, extra or misshapen`() {
    var layer = Linear<Double>("l", 2, 3)
    let before = layer.weight.value
    #expect(
      throws: ParameterMismatch(
        missing: ["l.bias"], extra: ["m.bias"], misshapen: ["l.weight [2, 3] ≠ [3, 2]"])
    ) {
      try layer.load(["l.weight": Tensor([2, 3]), "m.bias": Tensor([3])])
    }
    #expect(layer.weight.value == before)
  }
}
