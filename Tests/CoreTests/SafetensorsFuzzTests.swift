import Core
import TestSupport
import Testing

@Suite struct SafetensorsFuzzTests {
  @Test func `damaged files are refused, or read as the tensors that they hold`() throws {
    let file = Safetensors(
      [
        ("conv.weight", Tensor([2, 1, 3], [1, -2.5, 0.125, 4, .infinity, 0])),
        ("é \"q\"", Tensor(scalar: 0.1)), ("none", Tensor([0, 2])), ("b", Tensor([3], [1, 2, 3])),
      ],
      metadata: ["seed": "1", "format": "pt"])
    let good = [UInt8](file.encoded())
    var random = Mutations(seed: 3)
    var accepted = 0
    for _ in 0..<3000 * Mutations.factor {
      let bytes = random.damaged(good)
      do {
        let file = try Safetensors(bytes: bytes)
        accepted += 1
        #expect(Set(file.tensors.map(\.name)).count == file.tensors.count)
        #expect(file.tensors.allSatisfy { $0.tensor.shape.reduce(1, *) == $0.tensor.count })
        let again = try Safetensors(data: file.encoded())
        #expect(again.tensors.map(\.name) == file.tensors.map(\.name))
        #expect(again.metadata == file.metadata)
      } catch {
        // The same file, the same message.
        let message = "\(error)"
        #expect { try Safetensors(bytes: bytes) } throws: { "\($0)" == message }
      }
    }
    print("safetensors: \(accepted) of \(3000 * Mutations.factor) damaged files can be read")
  }
}
