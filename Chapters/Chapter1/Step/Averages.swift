import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  /// The average of one parameter's values over three steps of training.
  func threeAverages() {
    let example = WorkedExample.averaged
    var average = trace.given(.constant, "averaging.start", [1, 1], [example.start])
    for (n, value) in example.after.enumerated() {
      average = trace.pass("averaging.\(n + 1).") {
        let theta = trace.given(.constant, "theta", [1, 1], [value])
        return trace.movingAverage(
          "example.weight", average, theta, step: Double(n + 1), most: Recipe.averaging)
      }
    }
  }
}

extension Chapter1Story {
  /// What an exponential moving average does, on the page that introduces it.
  func averageSection(_ page: Page) {
    let (example, most) = (WorkedExample.averaged, Recipe.averaging)
    let steps = example.after.count
    page.section("The average, three steps by hand")
    page.text(
      """
      A batch of pictures is a small sample, so each step goes a little astray, now this way, now that way. The
      average follows calmly. Take one parameter θ = \(example.start.shown), which three steps of training take to
      \(example.after.map(\.shown).joined(separator: ", then ")). After step n the average keeps the share k of
      what it was:
      """)
    page.formula(
      #"k = \min\Bigl(k_{\mathrm{most}},\ \frac{1+n}{10+n}\Bigr) \qquad \bar\theta \leftarrow k\,\bar\theta + (1-k)\,\theta"#
    )
    page.lines(
      (1...steps).flatMap { n in
        ["kept", "example.weight"].map { grid("averaging.\(n).average.\($0)").scalars[0] }
      }, names: Self.averageNames(steps))
    let averages = (1...steps).map { value("averaging.\($0).average.example.weight") }
    let start = (1...steps).reduce(1) { $0 * value("averaging.\($1).average.kept") }
    func reach(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
    let rising = ((10 * most - 1) / (1 - most)).rounded(.up)
    page.text(
      """
      From step 1 to step \(steps) θ ranges over \(reach(example.after).shown), its average over \(reach(averages).shown). k is
      small at first, so that the start is soon forgotten: its share in the last average is the product of all k,
      \(start.shown). Later k stops at \(most.shown) (from step \(Int(rising).grouped) on), and what a step brought
      has lost half its share after \((Double.log(0.5) / Double.log(most)).fixed(0)) steps.
      """)
    page.excerpt("ByHand.movingAverage", says: "By hand")
    page.excerpt("MovingAverage", says: "In the core, for all parameters")
    page.check(prefix: "averaging.")
  }

  private static func averageNames(_ steps: Int) -> Names {
    var names = ["average.most": "k_most", "averaging.start": "θ̄0"]
    for n in 1...steps {
      names["averaging.\(n).average.kept"] = "k\(n)"
      names["averaging.\(n).average.step"] = "n"
      names["averaging.\(n).theta"] = "θ\(n)"
      names["averaging.\(n).average.example.weight"] = "θ̄\(n)"
    }
    return Names(names)
  }
}
