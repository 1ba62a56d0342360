import Numerics

/// A named block of scalars with a shape, such as `conv_in` with shape 2×4×4, whose entries are
/// called `conv_in[1,2,0]`. A grid of shape [] is one number and is called by its name alone.
package struct Grid {
  /// With the prefix of its pass: `second.conv_in`. Two grids stacked are no grid of the trace, and have
  /// both names.
  package let name: String
  /// The length of each axis; [] is a single number.
  package let shape: [Int]
  /// Row-major: the last index runs fastest.
  package let scalars: [Scalar]

  /// A view of scalars that have names already.
  package init(name: String, shape: [Int], scalars: [Scalar]) {
    require(scalars.count == shape.reduce(1, *), "\(scalars.count) scalars for \(name) \(shape)")
    self.name = name
    self.shape = shape
    self.scalars = scalars
  }

  /// How many entries there are.
  package var count: Int { scalars.count }
  /// The entries without their names, row-major.
  package var values: [Double] { scalars.map(\.value) }

  /// The entry at an index, one number for each axis.
  package subscript(_ indices: Int...) -> Scalar { self[indices] }

  /// The same; an index outside stops the program.
  package subscript(_ indices: [Int]) -> Scalar {
    require(
      indices.count == shape.count && zip(indices, shape).allSatisfy { 0 <= $0 && $0 < $1 },
      "no entry \(indices) in \(name) of shape \(shape)")
    return scalars[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  /// The entries whose first indices are these, in a row.
  package func row(_ first: Int...) -> [Scalar] { row(first) }

  /// The same for an array of indices.
  package func row(_ first: [Int]) -> [Scalar] {
    let length = shape.dropFirst(first.count).reduce(1, *)
    let start = zip(first, shape).reduce(0) { $0 * $1.1 + $1.0 } * length
    return Array(scalars[start..<start + length])
  }

  /// The index of the entry with a row-major offset.
  package func index(at offset: Int) -> [Int] { Self.index(at: offset, in: shape) }

  /// The index of a row-major offset in a shape.
  package static func index(at offset: Int, in shape: [Int]) -> [Int] {
    var (rest, index) = (offset, [Int](repeating: 0, count: shape.count))
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  /// `name[1,2]`, or the name alone for a single number.
  package static func entryName(_ name: String, _ index: [Int]) -> String {
    index.isEmpty ? name : "\(name)[\(index.map(String.init).joined(separator: ","))]"
  }
}

/// Other views of the same scalars. No number is copied: every entry keeps its name.
extension Grid {
  /// These entries and then those of `other`, stacked along the axis that stands `fromLast` places
  /// before the last: 2 for the channels of pictures.
  package func stacked(on other: Grid, fromLast axis: Int = 2) -> Grid {
    let lead = shape.dropLast(axis + 1)
    let scalars = (0..<lead.reduce(1, *)).flatMap { n -> [Scalar] in
      let index = Self.index(at: n, in: Array(lead))
      return row(index) + other.row(index)
    }
    let place = lead.count
    return Grid(
      name: "\(name) + \(other.name)",
      shape: lead + [shape[place] + other.shape[place]] + shape.suffix(axis), scalars: scalars)
  }

  /// The same entries but for one.
  package func replacing(_ index: [Int], with scalar: Scalar) -> Grid {
    var scalars = scalars
    scalars[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }] = scalar
    return Grid(name: name, shape: shape, scalars: scalars)
  }

  /// The entries whose last index lies in a range.
  package func columns(_ range: Range<Int>) -> Grid {
    let width = shape[shape.count - 1]
    return Grid(
      name: name, shape: shape.dropLast() + [range.count],
      scalars: scalars.indices.filter { range.contains($0 % width) }.map { scalars[$0] })
  }
}
