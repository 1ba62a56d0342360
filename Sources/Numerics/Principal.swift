/// The directions in which points differ most.
package struct Principal: Sendable {
  /// Where each point lies along each direction: by point, then by direction.
  package let places: [[Double]]
  /// How much of all variance lies along the directions.
  package let share: Double

  /// Power iteration, one direction after the other.
  package init(of points: [[Double]], _ count: Int) {
    let (n, d) = (Double(points.count), points[0].count)
    let mean = (0..<d).map { i in points.reduce(0.0) { $0 + $1[i] } / n }
    let centered = points.map { zip($0, mean).map { $0 - $1 } }
    var (rest, directions) = (centered, [[Double]]())
    for _ in 0..<count {
      let v = Self.longest(rest)
      directions.append(v)
      rest = rest.map { x in
        let along = Self.dot(x, v)
        return zip(x, v).map { $0 - along * $1 }
      }
    }
    places = centered.map { x in directions.map { Self.dot(x, $0) } }
    share = 1 - Self.variance(rest) / Self.variance(centered)
  }

  /// The direction in which points around 0 differ most.
  private static func longest(_ points: [[Double]]) -> [Double] {
    let d = points[0].count
    var v = (0..<d).map { Double($0 % 7) - 3 }
    for _ in 0..<60 {
      var next = [Double](repeating: 0, count: d)
      for x in points {
        let along = dot(x, v)
        for i in 0..<d { next[i] += along * x[i] }
      }
      let length = dot(next, next).squareRoot()
      v = next.map { $0 / length }
    }
    return v
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func variance(_ points: [[Double]]) -> Double {
    points.reduce(0) { $0 + dot($1, $1) }
  }
}
