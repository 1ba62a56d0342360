import Numerics

@testable import ByHand
@testable import Tracing

/// How far another program's own calculation of a run may lie from the trace, for each line: 10⁻¹² of the
/// largest in its grid, and four times what specks of rounding may do.
///
/// A number's size is that of the parts that it is the sum of, which may cancel; a gradient's is its own.
/// A speck is what rounding may have moved a gradient by, as the sweep backward bounds it: the only
/// difference where a gradient is truly 0. It is passed on to AdamW, which divides by the gradient's size (so
/// lr/ε times a speck is left of a gradient of 0), and from there to the pass after it.
struct SheetLimits {
  private let trace: RecordedTrace
  private var (sizes, specks): ([Double], [Double]) = ([], [])

  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ trace: RecordedTrace) throws {
    self.trace = trace
    for line in trace.lines.indices {
      let (size, speck) = try sizeAndSpeck(line)
      sizes.append(size)
      specks.append(speck)
    }
  }

  /// The limits of a grid's entries.
  func limits(of grid: RecordedTrace.RecordedGrid) -> [Double] {
    let lines = grid.first..<grid.first + grid.count
    let largest = sizes[lines].max() ?? 0
    return lines.map { 1e-12 * largest + 4 * specks[$0] }
  }

  private func sizeAndSpeck(_ line: Int) throws -> (Double, Double) {
    let (recipe, value) = (try trace.recipe(of: line), trace.lines[line].value)
    if recipe.operation.isGiven { return (value.magnitude, 0) }
    if recipe.operation === Operation.chain { return (value.magnitude, try bound(line)) }
    let values = recipe.operands.map { trace.lines[$0].value }
    guard let derivatives = recipe.operation.derivatives?(values, value) else {
      return (value.magnitude, moved(recipe, values))
    }
    let parts = zip(derivatives, values).map(Self.product)
    let speck = zip(derivatives, recipe.operands).map { Self.product($0, specks[$1]) }
    return (parts.reduce(value.magnitude, +), speck.reduce(0, +))
  }

  /// The size of a product, in which nothing times an infinite slope (a root's at 0) is nothing.
  private static func product(_ slope: Double, _ number: Double) -> Double {
    number == 0 ? 0 : (slope * number).magnitude
  }

  /// What rounding may have moved a gradient by: the bound of `Trace.backward`, from the recording.
  private func bound(_ line: Int) throws -> Double {
    let terms = try trace.chainTerms(of: line)
    return try terms.reduce(0) { bound, term in
      let used = try trace.recipe(of: term.consumer)
      let values = used.operands.map { trace.lines[$0].value }
      let size = used.operation.derivativeSizes?(values)[term.position] ?? term.derivative.magnitude
      let gradient = term.gradientValue.magnitude
      let rounding = Double(terms.count) * term.product.magnitude + 4 * gradient * size
      return bound + term.derivative.magnitude * specks[term.gradient] + 0x1p-53 * rounding
        + 0x1p-1072 * (1 + gradient)
    }
  }

  /// What the specks of its operands move a number by, where no gradient passes.
  private func moved(_ recipe: RecordedTrace.Recipe, _ values: [Double]) -> Double {
    let value = recipe.operation.value(values)
    return values.indices.reduce(0) { sum, i in
      let speck = specks[recipe.operands[i]]
      if speck == 0 { return sum }
      let most = [-speck, speck].map { step in
        var other = values
        other[i] += step
        return (recipe.operation.value(other) - value).magnitude
      }
      return sum + (most.filter(\.isFinite).max() ?? 0)
    }
  }
}
