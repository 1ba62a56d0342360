/// One parameter raised a little, to try out what its gradient promises.
package struct Nudge: Sendable {
  package let parameter: String
  /// Which of the parameter's entries.
  package let index: [Int]
  package let step: Double

  package init(_ parameter: String, _ index: [Int], by step: Double = 0.001) {
    self.parameter = parameter
    self.index = index
    self.step = step
  }
}
