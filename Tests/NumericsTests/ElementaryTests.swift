import Foundation
import Numerics
import Testing

/// One line of a reference table: the function's true value is `nearest + remainder` last places.
struct Reference {
  let x: Double
  let nearest: Double
  let remainder: Double

  /// How far a result is from the true value, in units in the last place of the true value.
  func error(of result: Double) -> Double {
    if result == nearest { return remainder.magnitude }
    return ((result - nearest) / nearest.ulp - remainder).magnitude
  }

  static func table(_ name: String) throws -> [Reference] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/elementary/\(name).tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      let fields = line.split(separator: "\t")
      return Reference(
        x: Double(bitPattern: UInt64(fields[0], radix: 16)!),
        nearest: Double(bitPattern: UInt64(fields[1], radix: 16)!), remainder: Double(fields[2])!)
    }
  }
}

struct Function: Sendable, CustomTestStringConvertible {
  let name: String
  let bound: Double
  let double: @Sendable (Double) -> Double
  let float: @Sendable (Float) -> Float
  let vector: @Sendable (SIMD4<Double>) -> SIMD4<Double>
  let floatVector: @Sendable (SIMD8<Float>) -> SIMD8<Float>
  var testDescription: String { name }

  static let all = [
    Function(
      name: "exp", bound: 1, double: { .exp($0) }, float: { .exp($0) }, vector: { .exp($0) },
      floatVector: { .exp($0) }),
    Function(
      name: "log", bound: 1, double: { .log($0) }, float: { .log($0) }, vector: { .log($0) },
      floatVector: { .log($0) }),
    Function(
      name: "sin", bound: 1, double: { .sin($0) }, float: { .sin($0) }, vector: { .sin($0) },
      floatVector: { .sin($0) }),
    Function(
      name: "cos", bound: 1, double: { .cos($0) }, float: { .cos($0) }, vector: { .cos($0) },
      floatVector: { .cos($0) }),
    Function(
      name: "tanh", bound: 1, double: { .tanh($0) }, float: { .tanh($0) }, vector: { .tanh($0) },
      floatVector: { .tanh($0) }),
    Function(
      name: "erf", bound: 2, double: { .erf($0) }, float: { .erf($0) }, vector: { .erf($0) },
      floatVector: { .erf($0) }),
  ]
}

@Suite struct ElementaryTests {
  @Test(arguments: Function.all)
  func `stays within its bound of the true value over the whole range`(f: Function) throws {
    var worst = (error: 0.0, x: 0.0)
    for reference in try Reference.table(f.name) {
      let error = reference.error(of: f.double(reference.x))
      if !(error <= worst.error) { worst = (error, reference.x) }
    }
    print("\(f.name): largest error \(worst.error) ulp, at \(worst.x)")
    #expect(worst.error <= f.bound, "at \(worst.x)")
  }

  @Test(arguments: Function.all)
  func `in Float is within its bound of the true value`(f: Function) throws {
    for reference in try Reference.table(f.name) {
      let x = Float(reference.x)
      guard Double(x) == reference.x || x.isFinite, x != 0 else { continue }
      // Double's result, checked above, serves as the reference at the rounded argument.
      let (true64, result) = (f.double(Double(x)), f.float(x))
      guard true64.magnitude <= Double(Float.greatestFiniteMagnitude) else { continue }
      let error = (Double(result) - true64).magnitude / Double(Float(true64).ulp)
      #expect(error <= f.bound, "at \(x)")
    }
  }

  @Test(arguments: Function.all)
  func `gives the scalar's bits in every lane of a vector`(f: Function) throws {
    let points = try Reference.table(f.name).map(\.x)
    for start in stride(from: 0, to: points.count - 8, by: 3) {
      let xs = SIMD4(points[start], points[start + 1], points[start + 2], points[start + 3])
      let floats = SIMD8<Float>((0..<8).map { Float(points[start + $0]) })
      let (ys, floatYs) = (f.vector(xs), f.floatVector(floats))
      for lane in 0..<4 { #expect(ys[lane].bitPattern == f.double(xs[lane]).bitPattern) }
      for lane in 0..<8 { #expect(floatYs[lane].bitPattern == f.float(floats[lane]).bitPattern) }
    }
  }

  @Test func `infinities, NaN and zeros give what mathematics says`() {
    let infinity = Double.infinity
    #expect(Double.exp(infinity) == infinity && Double.exp(-infinity) == 0)
    #expect(Double.exp(710) == infinity && Double.exp(-746) == 0 && Double.exp(0) == 1)
    #expect(Double.log(infinity) == infinity && Double.log(0) == -infinity)
    #expect(Double.log(-1).isNaN && Double.log(-infinity).isNaN && Double.log(1) == 0)
    #expect(Double.sin(infinity).isNaN && Double.cos(-infinity).isNaN && Double.cos(0) == 1)
    #expect(Double.tanh(infinity) == 1 && Double.tanh(-infinity) == -1)
    #expect(Double.erf(infinity) == 1 && Double.erf(-infinity) == -1)
    for f in Function.all {
      #expect(f.double(.nan).isNaN && f.float(.nan).isNaN)
    }
    for f in [Double.sin, Double.tanh, Double.erf] {
      #expect(f(-0.0) == 0 && f(-0.0).sign == .minus)
    }
    #expect(Float.exp(100) == .infinity && Float.log(0) == -.infinity && Float.sin(.infinity).isNaN)
  }
}
