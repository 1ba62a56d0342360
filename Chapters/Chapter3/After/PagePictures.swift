import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func pictures(_ page: Page) throws {
    let model = try trained.model("wide", DiT<Double>(ShapesModel.wide.sizes))
    let (draws, steps) = (chapter.common.random["pictures"], Measurements.steps)
    func made(_ noise: Tensor<Double>, _ labels: [Int], _ w: Double) -> [[Double]] {
      let guidance = Guidance<Double>(scale: w)
      let x = Solver.euler.trajectory(from: noise, steps: steps) { x, t in
        guidance.velocity(of: model, labels, x, t)
      }[steps]
      return labels.indices.map { Array(x.values[$0 * 16..<($0 + 1) * 16]) }
    }
    func frames(_ pictures: [[Double]], _ captions: [String] = []) -> [FilmStrip.Frame] {
      pictures.enumerated().map { .init(captions.isEmpty ? "" : captions[$0], columns: 4, $1) }
    }
    page.section("Classes × samples")
    page.text(
      "The wide model, w = \(chapter.guidance.shown), \(steps) Euler steps; the first eight draws for each class, not the best:"
    )
    let names = ShapeClasses.names
    let noise = Tensor([32, 1, 4, 4], (0..<32 * 16).map(draws.normal))
    let all = made(noise, (0..<32).map { $0 / 8 }, chapter.guidance)
    page.picture(
      named: "samples.svg",
      FilmStrip.svg(names.indices.map { k in (names[k], frames(Array(all[8 * k..<8 * k + 8]))) })
        .utf8,
      alt: "Eight samples for each of the four classes")
    page.section("Classes × guidance")
    page.text("One noise for all; only the class and the scale change:")
    let one = Tensor([1, 1, 4, 4], (0..<16).map { draws.normal(1000 + $0) })
    let scales = [0.0, 1, 2, 3, 5, 8, 12]
    page.picture(
      "scales.svg",
      FilmStrip.svg(
        names.indices.map { k in
          (
            names[k],
            frames(scales.map { made(one, [k], $0)[0] }, scales.map { "w = \($0.fixed(0))" })
          )
        }
      ).utf8, alt: "For each class the picture made from one noise with seven guidance scales")
    page.text(
      "At w = 0 the class is ignored, so the four pictures of the first column are the same. At w = 1 it is asked plainly; with more, contrast grows beyond black and white."
    )
    page.section("One noise, all classes")
    let five = (0..<3).map { n -> (label: String, frames: [FilmStrip.Frame]) in
      let noise = Tensor([1, 1, 4, 4], (0..<16).map { draws.normal(2000 + 16 * n + $0) })
      let shown = (0..<5).map { made(noise, [$0], $0 == 4 ? 1 : chapter.guidance)[0] }
      return (
        "", [FilmStrip.Frame("noise", columns: 4, noise.values)] + frames(shown, Self.classNames)
      )
    }
    page.picture(
      "classes.svg", FilmStrip.svg(five).utf8,
      alt: "Three noises, and what each becomes when asked for each class and for none")
    page.checkYourself([
      (
        "Why are the pictures of one noise under different classes not alike?",
        "No picture belongs to two classes. The class says from which four the picture is to be; which of them it becomes is left to the noise."
      )
    ])
    page.keep("The noise proposes, the class disposes.")
  }
}
