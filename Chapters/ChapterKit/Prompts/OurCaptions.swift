import Dataset
import Numerics

extension Vocabulary {
  /// A sentence of our own as padded numbers.
  ///
  /// Stops the program if it has a word that is not in the vocabulary; what others have written goes
  /// through `padded`, which throws.
  package func ours(_ sentence: String) -> [Int] {
    do { return try padded(sentence) } catch { stop("\"\(sentence)\": \(error)") }
  }
}
