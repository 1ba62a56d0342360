/// A way to get a step wrong, and the number that comes of it: the recipe, changed in one place. What can go
/// wrong with one operation only stands beside its value; what can go wrong with any sum stands where
/// worksheets are graded.
package struct Slip: Sendable {
  /// What was done in place of the step.
  package enum Kind: String, CaseIterable, Sendable {
    /// A minus was dropped, or put where none belongs.
    case sign
    /// The indices of the entry were exchanged.
    case transposed
    /// A row of a matrix was read in place of a column, or the other way round.
    case rowsAndColumns
    /// Another entry of the same grid was worked out.
    case neighbour
    /// The bias was not added.
    case bias
    /// A factor such as ½ or 1/√d was left out.
    case factor
    /// A mean was divided by another count, or by none.
    case count
    /// One of the numbers to add was left out.
    case term
    /// A gradient was taken from some of the number's users only.
    case users
    /// A user's gradient was not multiplied by the derivative.
    case slope
    /// A power was not divided by the sum of all powers.
    case unnormalized
    /// The small number that keeps a divisor above 0 was left out.
    case epsilon
    /// A square or a root was left out.
    case power
    /// Two numbers, or two functions, stand in each other's place.
    case exchanged
  }

  /// What was done.
  package let kind: Kind
  /// The same as a clause for the reader, with `{1}` for the name of operand 1, counted from 0: `the division
  /// by {1} was left out`.
  package let says: String
  /// The wrong number, for the operands' values.
  package let value: @Sendable ([Double]) -> Double

  init(_ kind: Kind, _ says: String, _ value: @escaping @Sendable ([Double]) -> Double) {
    self.kind = kind
    self.says = says
    self.value = value
  }
}
