import ByHand
import Numerics

/// Numbers that a book leaves out, for its reader to fill in: each has a number of its own, and stands as
/// `(7) ____` where it would be the result, and as `(7)` where it is used.
package struct Blanks {
  /// A result of the trace, or one product of the sum that it is.
  package struct Place: Hashable, Sendable {
    let entry: String
    let product: Int?

    /// - Parameters:
    ///   - entry: The name in the trace, such as `conv_in[1,2,0]`.
    ///   - product: Which product of its sum, from 0; nil for the result itself.
    package init(_ entry: String, product: Int? = nil) {
      (self.entry, self.product) = (entry, product)
    }
  }

  private let results: [Int: Int]
  private let products: [Int: (product: Int, number: Int)]

  /// Whether nothing is left out.
  var isEmpty: Bool { results.isEmpty && products.isEmpty }

  /// A book without blanks.
  static let none = Blanks([:], in: Trace())

  /// - Parameters:
  ///   - numbers: The number of each blank.
  ///   - trace: The recording that has these results.
  package init(_ numbers: [Place: Int], in trace: Trace) {
    var (results, products) = ([Int: Int](), [Int: (product: Int, number: Int)]())
    for (place, number) in numbers {
      let grid = place.entry.prefix { $0 != "[" }
      guard let found = trace[String(grid)]?.scalars.first(where: { $0.name == place.entry }) else {
        stop("there is no \(place.entry) to leave out")
      }
      if let product = place.product {
        products[found.id] = (product, number)
      } else {
        results[found.id] = number
      }
    }
    (self.results, self.products) = (results, products)
  }

  /// Whether a line's number is left out.
  func contains(_ id: Int?) -> Bool { mark(id) != nil }

  /// What stands for a line's number where it is used; nil where it is not left out.
  func mark(_ id: Int?) -> String? { id.flatMap { results[$0] }.map { "(\($0))" } }

  /// What stands for a line's number where it is the result; nil where it is not left out.
  package func gap(_ id: Int?) -> String? { mark(id).map { "\($0) ____" } }

  /// Which product of a line is left out, and what stands for it.
  func product(of id: Int) -> (product: Int, gap: String)? {
    products[id].map { ($0.product, "(\($0.number)) ____") }
  }
}

extension Page {
  /// A recorded number as the page shows it, unless it is the reader's to fill in.
  package func shown(_ scalar: Scalar) -> String {
    book.blanks.mark(scalar.id) ?? scalar.value.shown
  }
}
