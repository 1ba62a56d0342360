import Core

extension LanguageModel {
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  // excerpt LanguageModel.addGradients
  /// The loss on some texts of one length; `share` of its gradients are added to the model's.
  ///
  /// - Parameter targets: The next token at each place, text after text; nil where there is none.
  package mutating func addGradients(
    _ inputs: [[Int]], _ targets: [Int?], _ draws: Dropout<Element>.Draws? = nil,
    share: Element = 1
  ) -> Element {
    var loss = LanguageLoss<Element>()
    let value = loss.forward(forward(inputs, draws), targets)
    backward(share * loss.backward())
    return value
  }
  // end excerpt
}
