import TestSupport
import Testing

@testable import Dataset

@Suite struct MNISTFuzzTests {
  @Test func `damaged files are refused, or read as the pictures that they hold`() {
    let good: [UInt8] =
      [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5] + (0..<60).map { UInt8($0 * 4) }
    var random = Mutations(seed: 4)
    var accepted = 0
    for _ in 0..<3000 * Mutations.factor {
      let bytes = random.damaged(good)
      guard let pictures = try? MNIST.pictures(from: bytes, called: "x") else { continue }
      accepted += 1
      #expect(pictures.reduce(16) { $0 + $1.rows * $1.columns } == bytes.count)
      #expect(pictures.allSatisfy { $0.pixels.count == $0.rows * $0.columns })
    }
    print("MNIST: \(accepted) of \(3000 * Mutations.factor) damaged files can be read")
  }
}
