import Core
import Numerics
import Testing

@Suite struct TextDiTTests {
  /// Every weight multiplies as many rows as its input has; attention's scores and averages come on top.
  @Test(arguments: [(4, 2, 1, 0), (8, 2, 3, 1), (6, 1, 2, 2)])
  func `multiplications are those of all layers`(
    size: Int, patch: Int, layers: Int, readers: Int
  ) {
    let sizes = TextDiT<Double>.Configuration(
      size: size, patch: patch, imageChannels: 3, features: 8, heads: 2, hidden: 12,
      layers: layers, context: 5, readers: readers)
    let (words, n, d) = (7, sizes.grid * sizes.grid, 8)
    let model = TextDiT<Double>(sizes)
    var count = d / 2  // the angles of the time's waves
    for p in model.parameters where p.name.hasSuffix("weight") && p.value.shape.count > 1 {
      let isOfWords = ["text_proj", "readers", "k_proj", "v_proj"].contains { p.name.contains($0) }
      let isOfTime =
        p.name.contains("time_embed") || p.name.contains(".proj.weight") && p.name.contains("norm")
      count += p.value.count * (isOfWords ? words : isOfTime ? 1 : n)
    }
    count += layers * (2 * n * n * d + 2 * n * words * d) + readers * 2 * words * words * d
    #expect(sizes.multiplications(words: words) == count)
  }
}
