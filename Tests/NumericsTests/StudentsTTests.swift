import Numerics
import Testing

@Suite struct StudentsTTests {
  /// The usual printed table, two-sided 5 %.
  @Test(arguments: [
    (1.0, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (7, 2.365), (10, 2.228), (30, 2.042),
    (1e5, 1.960),
  ])
  func `the 95 % points are those of the tables`(degrees: Double, point: Double) {
    #expect((StudentsT.point95(degrees: degrees) - point).magnitude < 0.001 * point)
  }

  @Test func `points fall as the degrees of freedom grow, whole or not`() {
    let points = [1.0, 1.3, 1.9, 2.5, 4, 7.7, 100].map(StudentsT.point95)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0 > $1 })
  }
}
