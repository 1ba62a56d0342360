import ChapterKit
import Core
import Dataset
import Numerics

/// What a model of language makes of whole stories.
enum TaleLoss {
  // excerpt TaleLoss
  /// The mean negative log-likelihood of a token, over all tokens of all stories after the first token of each.
  ///
  /// - Parameter window: How many tokens the model sees, at the most: each token stands at the end of such a
  ///   window, or nearer to the story's beginning. A window of 1 hides every earlier token.
  static func mean(
    _ model: LanguageModel<Float>, _ tales: [ArraySlice<Int>], window: Int = Sizes.tale
  ) -> Double {
    var (model, loss) = (model, LanguageLoss<Float>())
    var (sum, count) = (0.0, 0)
    for part in rows(tales, window).parts(of: 16) {
      let longest = part.map(\.count).max() ?? 2
      let inputs = part.map { row in
        row.dropLast() + [Int](repeating: 0, count: longest - row.count)
      }
      let targets = part.flatMap { row -> [Int?] in
        row.dropFirst().map { $0 } + [Int?](repeating: nil, count: longest - row.count)
      }
      let real = targets.count { $0 != nil }
      sum += Double(real) * Double(loss.forward(model.forward(inputs.map(Array.init)), targets))
      count += real
    }
    return sum / Double(count)
  }
  // end excerpt

  /// Stories that fit are rows; with a window of 1, each pair of neighbours is.
  private static func rows(_ tales: [ArraySlice<Int>], _ window: Int) -> [[Int]] {
    if window > 1 { return tales.map { Array($0.prefix(window + 1)) } }
    return tales.flatMap { tale in zip(tale, tale.dropFirst()).map { [$0, $1] } }
  }
}
