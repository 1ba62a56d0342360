import Core
import Numerics

extension Recorder {
  /// A tensor that a pass has recorded.
  ///
  /// Stops the program if there is none of this name: whoever asks has recorded it, or misspelt it.
  package func recorded(_ name: String) -> Tensor<Element> {
    guard let tensor = self[name] else { stop("\(name) was not recorded") }
    return tensor
  }
}
