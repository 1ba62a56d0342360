import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func classes(_ page: Page) {
    page.section("Why")
    page.text(
      """
      To ask for something there must be something to tell apart. The twelve pictures of chapter 1 are joined by four
      diagonals, two of them wrapped around the edge; so there are four classes of four pictures each.
      """)
    let frames = ShapeClasses.all.map { FilmStrip.Frame("", columns: 4, $0.pixels) }
    page.picture(
      "family.svg",
      FilmStrip.svg(
        ShapeClasses.names.enumerated().map { k, name in
          ("\(k) \(name)", Array(frames[4 * k..<4 * k + 4]))
        }, pixel: 18
      ).utf8, alt: "Sixteen pictures: four rows, four columns, four blocks, four diagonals")
    page.section("A batch of two")
    let pictures = WorkedExample.pictures(chapter.common.random)
    page.text(
      """
      So far a step by hand looked at one picture. Real training takes many at once, a *batch*, and uses the mean of
      their losses. Two are enough to see what a batch is: every grid gets one more index in front, `x_t[n,0,row,column]`, and nothing
      else changes. The two here are **\(pictures[0].name)** (class \(labels[0]), \(Self.classNames[labels[0]])) and
      **\(pictures[1].name)**.
      """)
    page.heatMap(
      [grid("x0"), grid("x1"), grid("x_t"), grid("velocity")], sharesScale: true,
      alt: "Pictures, noises, noisy pictures and velocities, two of each")
    page.text("The times are \(grid("t").values.map(\.shown).joined(separator: " and ")).")
    page.everyEntry(of: grid("one_minus_t"), grid("x_t"), grid("velocity"))
    page.section("A label that is dropped")
    page.text(
      """
      The first picture keeps its label: the model is asked for a \(Self.classNames[labels[0]]). The label of the second is *dropped*: the model is
      asked for nothing in particular, label \(WorkedExample.none). In training this happens to one label in ten, by chance; so one model
      learns two questions, "what moves here, if it is a row?" and "what moves here?". Guidance will need both answers.
      """)
    page.table(grid("labels"))
    page.check(["one_minus_t", "x_t", "velocity"])
    page.checkYourself([
      (
        "Which entry is row 1, column 2 of the second picture's noise?",
        "`x1[1,0,1,2]`, which is \(grid("x1")[1, 0, 1, 2].value.shown)."
      )
    ])
    page.keep("A batch is one more index; a dropped label is a question without a class.")
  }
}
