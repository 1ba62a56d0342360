import Core
import Numerics

func random<E: RealNumber>(_ shape: [Int], _ type: E.Type) -> Tensor<E> {
  let d = NamedRandom(seed: 1)["b"]
  return Tensor(shape, (0..<shape.reduce(1, *)).map { E(d.uniform($0) - 0.5) })
}
func r(_ x: Double) -> String { String(Double(Int(x * 1000)) / 1000) }
let (fa, fb) = (random([256, 256], Float.self), random([256, 256], Float.self))
let (da, db) = (random([256, 256], Double.self), random([256, 256], Double.self))
for s in TrainingStep.all() where CommandLine.arguments.count < 2 || s.name.hasPrefix(CommandLine.arguments[1]) {
  var sink = 0.0
  let prod: () -> Void =
    s.isFloat ? { sink += Double((fa ⊗ fb).values[0]) } : { sink += (da ⊗ db).values[0] }
  let t = Timing.seconds(of: [s.run, prod])
  let bound = s.multiplications * t[1] / 16_777_216
  print(
    s.name, "ms", r(t[0] * 1e3), "bound ms", r(bound * 1e3), "share", r(bound / t[0]), "GF",
    r(33.554432e6 / t[1] / 1e9))
}
