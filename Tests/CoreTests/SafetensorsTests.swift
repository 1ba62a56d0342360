import Core
import Foundation
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
    #expect(reason(raw("F64", shape: "[-1]", [])).contains("do not fit"))
    #expect(reason(raw("F64", shape: "[4611686018427387904,4]", [], end: 0)).contains("do not fit"))
    #expect(reason(raw("C64", shape: "[1]", [0, 0, 0, 0, 0, 0, 0, 0])).contains("C64"))
    #expect(reason(raw("F64", shape: "[1]", [0], end: 8)).contains("truncated"))
    for length in 0..<good.count { #expect(reason(good.prefix(length)) != "accepted") }
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
