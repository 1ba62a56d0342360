/// One parameter raised a little, to try out what its gradient promises.
package struct Nudge: Sendable {
  /// The parameter's name in the trace, such as `conv_in.weight`.
  package let parameter: String
  /// Which of the parameter's entries.
  package let index: [Int]
  /// What is added to that entry.
  package let step: Double

  /// - Parameters:
  ///   - parameter: Its name in the trace, such as `conv_in.weight`.
  ///   - index: Which of its entries, a number for each axis.
  ///   - step: Small, so that the loss changes almost in proportion to it.
  package init(_ parameter: String, _ index: [Int], by step: Double = 0.001) {
    self.parameter = parameter
    self.index = index
    self.step = step
  }
}
