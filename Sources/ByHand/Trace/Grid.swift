/// A named block of scalars with a shape, such as `conv_in` with shape 2×4×4, whose entries are
/// called `conv_in[1,2,0]`. A grid of shape [] is one number and is called by its name alone.
public struct Grid {
  public let name: String
  public let shape: [Int]
  /// Row-major: the last index runs fastest.
  public let scalars: [Scalar]

  /// A view of scalars that have names already.
  public init(name: String, shape: [Int], scalars: [Scalar]) {
    self.name = name
    self.shape = shape
    self.scalars = scalars
  }

  public var count: Int { scalars.count }
  public var values: [Double] { scalars.map(\.value) }

  public subscript(_ indices: Int...) -> Scalar { self[indices] }

  public subscript(_ indices: [Int]) -> Scalar {
    precondition(indices.count == shape.count, "\(indices) in \(name) of shape \(shape)")
    return scalars[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  /// The entries [i, …] as a grid of their own, with the same names.
  public func row(_ i: Int) -> [Scalar] {
    let length = count / shape[0]
    return Array(scalars[i * length..<(i + 1) * length])
  }

  /// Another view of these scalars and then those of `other`, stacked along the first index. No
  /// number is copied: every entry keeps its name.
  public func stacked(on other: Grid, as name: String) -> Grid {
    Grid(
      name: name, shape: [shape[0] + other.shape[0]] + shape.dropFirst(),
      scalars: scalars + other.scalars)
  }

  /// The index of the entry with a row-major offset.
  public func index(at offset: Int) -> [Int] { Self.index(at: offset, in: shape) }

  /// The index of a row-major offset in a shape.
  public static func index(at offset: Int, in shape: [Int]) -> [Int] {
    var (rest, index) = (offset, [Int]())
    for edge in shape.reversed() {
      index.insert(rest % edge, at: 0)
      rest /= edge
    }
    return index
  }

  /// `name[1,2]`, or the name alone for a single number.
  public static func entryName(_ name: String, _ index: [Int]) -> String {
    index.isEmpty ? name : "\(name)[\(index.map(String.init).joined(separator: ","))]"
  }
}
