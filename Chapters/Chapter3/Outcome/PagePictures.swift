import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func pictures(_ page: Page) throws {
    let (drawn, steps) = (results.pictures, Measurements.steps)
    func frames(_ pictures: [[Double]], _ captions: [String] = []) -> [FilmStrip.Frame] {
      pictures.enumerated().map { .init(captions.isEmpty ? "" : captions[$0], columns: 4, $1) }
    }
    page.section("Classes × samples")
    page.text(
      "The wide model, w = \(chapter.guidance.shown), \(steps) Euler steps; the first eight draws for each class, not the best:"
    )
    let names = ShapeClasses.names
    let all = drawn.samples
    page.picture(
      named: "samples.svg",
      FilmStrip.svg(names.indices.map { k in (names[k], frames(Array(all[8 * k..<8 * k + 8]))) })
        .utf8,
      alt: "Eight samples for each of the four classes")
    page.section("Classes × guidance")
    page.text("One noise for all; only the class and the scale change:")
    page.picture(
      "scales.svg",
      FilmStrip.svg(
        names.indices.map { k in
          (
            names[k],
            frames(drawn.byScale[k], Pictures.scales.map { "w = \($0.fixed(0))" })
          )
        }
      ).utf8, alt: "For each class the picture made from one noise with seven guidance scales")
    func largest(_ k: Int) -> Double {
      drawn.byScale.flatMap { $0[k] }.reduce(0) { max($0, $1.magnitude) }
    }
    let (plain, last) = (1, Pictures.scales.count - 1)
    page.text(
      """
      At w = 0 the class is ignored, so the four pictures of the first column are the same. At w = 1 it is asked plainly. What the pictures can't show is what happens beyond black and white,
      because numbers beyond −1 and 1 are drawn as −1 and 1: the largest pixel, ignoring its sign, is \(largest(plain).fixed(2)) at w = \(Pictures.scales[plain].shown) and \(largest(last).fixed(2)) at w = \(Pictures.scales[last].shown).
      """)
    page.section("One noise, all classes")
    let five = drawn.noises.map { noise, shown -> (label: String, frames: [FilmStrip.Frame]) in
      ("", [FilmStrip.Frame("noise", columns: 4, noise)] + frames(shown, Self.classNames))
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
