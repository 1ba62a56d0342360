import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// A training of ten steps, the first three of them to warm up.
private let (worked, warmUp) = (10, 3)

extension HandComputation {
  // excerpt Chapter6.schedule
  /// The learning rate's share at each of ten steps.
  func schedule() {
    let steps = trace.given(.constant, "schedule.step", [worked], (0..<worked).map(Double.init))
    let one = trace.constant("schedule.one", 1)
    let (warm, all) = (
      trace.constant("schedule.warm_up", Double(warmUp)),
      trace.constant("schedule.steps", Double(worked))
    )
    let rest = trace.scalar("schedule.rest") { all - warm }
    let after = trace.grid("schedule.after", worked) { n in
      n < warmUp ? steps[n] + one : steps[n] - warm
    }
    let way = trace.grid("schedule.way", worked) { n in after[n] / (n < warmUp ? warm : rest) }
    trace.grid("schedule.share", worked) { n in
      n < warmUp ? way[n] * one : apply(.halfCosine, way[n])
    }
  }
  // end excerpt
}

extension CoreComputation {
  func schedule() {
    let (steps, all, warm) = (0..<worked, Double(worked), Double(warmUp))
    let schedule = Schedule.cosine(warmUp: warmUp)
    let after = steps.map { $0 < warmUp ? Double($0 + 1) : Double($0 - warmUp) }
    let way = steps.map { after[$0] / ($0 < warmUp ? warm : all - warm) }
    for (name, value) in [("one", 1), ("warm_up", warm), ("steps", all), ("rest", all - warm)] {
      recorder.record("schedule.\(name)", Tensor(scalar: value))
    }
    for (name, values) in [
      ("step", steps.map(Double.init)), ("after", after), ("way", way),
      ("share", steps.map { schedule.share(at: $0, of: worked) }),
    ] { recorder.record("schedule.\(name)", Tensor([worked], values)) }
  }
}

extension Chapter6Story {
  func schedulePage(_ page: Page) {
    page.section("Why not one learning rate?")
    page.text(
      """
      In its first steps AdamW has seen few gradients, and its averages are guesses; large steps may go astray. Near the end large steps overshoot the minimum again and again. So the learning rate is raised evenly at first (*warm-up*), and then lowered along half a cosine: slowly, faster, slowly. At step n of N, the first w of them for warming up, it is multiplied by
      """)
    page.formula(
      #"\mathrm{share}(n) = \begin{cases} (n+1)/w & n < w \\ \tfrac12\bigl(1 + \cos(\pi\,\frac{n-w}{N-w})\bigr) & n \ge w \end{cases}"#
    )
    page.text(
      "By hand for N = \(worked) steps with a warm-up of w = \(warmUp): a step of the warm-up, the first after it, and one on the way down:"
    )
    for n in [1, warmUp, 6] {
      page.lines(["after", "way", "share"].map { grid("schedule.\($0)")[n] })
    }
    page.table(grid("schedule.share"))
    page.everyEntry(of: ["rest", "after", "way", "share"].map { grid("schedule.\($0)") })
    let shares = grid("schedule.share").values
    page.picture(
      "shares.svg",
      Curve.svg(
        [("share", shares.enumerated().map { (x: Double($0), y: $1) })], xLabel: "step",
        yLabel: "share of the learning rate"
      ).utf8, alt: "The share rises to 1 in three steps and falls along half a cosine")
    page.text(
      "The mean share of these ten steps is \((shares.reduce(0, +) / Double(worked)).shown): with this schedule the steps together are \((shares.reduce(0, +) / Double(worked)).shown) times as long as with a constant rate, if all else is equal."
    )
    let (taken, planned) = (results.course.lengths.count, Training.little(results.trained.steps))
    let reached = Schedule.cosine(warmUp: 100).share(at: taken - 1, of: planned)
    page.text(
      "The model of the little text was planned to train for \(planned.grouped) steps and stopped after \(taken.grouped) (\(page.link("training"))): its rate was then still \((100 * reached).fixed(0)) % of the peak."
    )
    page.section("Does warming up help?")
    let fast = LittleRow(rate: 0.01)
    page.text(
      "The model of the little text was trained with and without it, at its own rate of \(LittleRow().rate.shown) and at one of \(fast.rate.shown):"
    )
    compare(
      page,
      [
        ("rate \(LittleRow().rate.shown): no warm-up", LittleRow(), LittleRow(warmUp: 1)),
        ("rate \(fast.rate.shown): no warm-up", fast, LittleRow(rate: 0.01, warmUp: 1)),
      ])
    page.inRealSystems(
      """
      The first transformer (2017) warmed up for 4,000 steps and then let its rate fall with one over the root of the step. GPT-3 (2020) has the form of this page: warm-up over 375 million tokens, then a cosine, but only down to a tenth of the peak. Llama (2023) does the same after 2,000 steps of warm-up.
      A cosine must know its end beforehand. So some newer models keep the rate constant after the warm-up, and let it fall only in the last part (*warm-up, stable, decay*: MiniCPM, Hu et al., 2024): the training can be made longer at any time. DiT (2022) has neither warm-up nor decay: its rate is 0.0001 from the first step to the last.
      """)
    page.section("In the core")
    page.excerpt("Schedule.share", says: "The schedule")
    page.check(prefix: "schedule.")
    page.checkYourself([
      (
        "The last of the ten steps has a share of \((shares.last ?? 0).shown). Why not 0?",
        "A step with a learning rate of 0 would change nothing; the cosine would reach 0 one step later."
      )
    ])
    page.keep("The learning rate climbs, then falls along half a cosine.")
  }
}
