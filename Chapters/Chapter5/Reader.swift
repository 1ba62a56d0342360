import ChapterKit
import Core
import Dataset
import Numerics

/// A flow with a table of words of its own, which learns with it: a row for each word, whatever its place.
struct Reader<Element: RealNumber>: VelocityModel, Sendable {
  var flow: TextDiT<Element>
  var words: Embedding<Element>

  init(_ sizes: TextDiT<Element>.Configuration) {
    flow = TextDiT(sizes)
    words = Embedding(
      "words", tokens: Vocabulary.captions.tokens.count, features: sizes.context)
  }

  mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows {
    try flow.forEachParameter(body)
    try words.forEachParameter(body)
  }

  // excerpt Chapter5.Reader
  /// Asks for captions, as padded tokens.
  mutating func ask(_ ids: [[Int]]) {
    flow.prompt = .init(words: words.forward(ids), isReal: ids.map(Prompt.isReal))
  }

  mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ recorder: Recorder<Element>?
  ) -> Tensor<Element> {
    flow.forward(x, t, recorder)
  }

  /// The flow's gradient of its words goes on into the table.
  mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>?)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
  {
    let gradients = flow.backward(dy, recorder)
    words.backward(flow.wordGradient)
    return gradients
  }
  // end excerpt
}

extension Painter {
  /// A painter that reads its own words.
  init(_ reader: Reader<Float>) {
    self.init(reader.flow) { ids in
      var words = reader.words
      return words.forward(ids)
    }
  }
}
