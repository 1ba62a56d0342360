import ByHand
import Numerics
import Walkthrough

/// One step of a diffusion model (Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", 2020),
/// taken from the answer of a flow model.
///
/// Diffusion mixes √ᾱ·picture + √(1 − ᾱ)·noise, flow (1 − t)·picture + t·noise: the same mixture, but
/// for a factor c = √((1 − t)² + t²).
struct DiffusionStep {
  /// ᾱ before and after the step.
  let before, after: Double
  let alpha: Double
  /// How much fresh noise the step adds.
  let sigma: Double
  /// The factors between flow's mixture and diffusion's, before and after.
  let (c, cAfter): (Double, Double)
  private let t: Double

  /// From time t, below 1, to t − dt.
  init(from t: Double, by dt: Double) {
    func share(_ t: Double) -> (c: Double, bar: Double) {
      let square = (1 - t) * (1 - t) + t * t
      return (square.squareRoot(), (1 - t) * (1 - t) / square)
    }
    self.t = t
    (c, before) = share(t)
    (cAfter, after) = share(t - dt)
    alpha = before / after
    sigma = ((1 - alpha) * (1 - after) / (1 - before)).squareRoot()
  }

  /// The noise that a velocity v at x speaks of.
  func noise(_ x: Double, _ v: Double) -> Double { x + (1 - t) * v }

  /// The picture that it speaks of.
  func picture(_ x: Double, _ v: Double) -> Double { x - t * v }

  /// DDPM's step, back among flow's mixtures, with the fresh normal number z.
  func ddpm(_ x: Double, _ v: Double, _ z: Double) -> Double {
    let noise = noise(x, v)
    let mean = (x / c - (1 - alpha) / (1 - before).squareRoot() * noise) / alpha.squareRoot()
    return cAfter * (mean + sigma * z)
  }

  /// The step without any fresh noise: picture and noise, mixed anew. Song, Meng, Ermon, "Denoising
  /// Diffusion Implicit Models", 2020.
  func ddim(_ x: Double, _ v: Double) -> Double {
    cAfter * (after.squareRoot() * picture(x, v) + (1 - after).squareRoot() * noise(x, v))
  }
}

extension Chapter1Story {
  /// Step n (not the first, where t = 1) as a diffusion model would take it.
  func diffusionNote(_ page: Page, _ n: Int) {
    let (t, dt) = (value("step\(n).t"), value("sample.dt"))
    let step = DiffusionStep(from: t, by: dt)
    let next = grid("step\(n).x")
    let place = exampleIndex(next)
    let (x, v) = (picture(before: n)[place].value, grid("step\(n).conv_out.2")[place].value)
    let z = chapter.common.random["ddpm"].normal(0).roundedToTwoDecimals
    let euler = next[place].value
    let (ddpm, ddim) = (step.ddpm(x, v, z), step.ddim(x, v))
    var table = Table(["", "how", "the worked pixel"], left: [0, 1])
    table.add(["before the step", "x", x.shown])
    table.add(["noise prediction", "ε̂ = x + (1 − t)·v̂", step.noise(x, v).shown])
    table.add(["picture prediction", "x̂0 = x − t·v̂", step.picture(x, v).shown])
    table.add(["Euler, as above", "x − Δt·v̂", "**\(euler.shown)**"])
    table.add([
      "DDPM without its fresh noise", "k′·(x/k − (1 − α)/√(1 − ᾱ)·ε̂)/√α",
      step.ddpm(x, v, 0).shown,
    ])
    table.add(["DDPM", "and k′·σ·z, z = \(z.shown)", "**\(ddpm.shown)**"])
    table.add(["DDIM", "k′·(√ᾱ′·x̂0 + √(1 − ᾱ′)·ε̂)", "**\(ddim.shown)**"])
    page.folded(
      "Step \(n) in a diffusion model (DDPM)",
      """
      Diffusion models predict the *noise* ε instead of the velocity. One can be had from the other: if the line
      through x has the velocity v̂, its noise end is x + (1 − t)·v̂, and its picture end x − t·v̂. Diffusion models mix
      √ᾱ·picture + √(1 − ᾱ)·noise, so that the squares of the two shares add up to 1; divided by k = √((1 − t)² + t²), ours is such a mixture. From t = \(t.shown) to \((t - dt).shown):
      ᾱ = \(step.before.shown), ᾱ′ = \(step.after.shown), α = ᾱ/ᾱ′ = \(step.alpha.shown), k = \(step.c.shown), k′ = \(step.cAfter.shown),
      and σ = √((1 − α)(1 − ᾱ′)/(1 − ᾱ)) = \(step.sigma.shown).

      \(table.markdown)

      DDPM's step in numbers: \(step.cAfter.shown)·(\(x.shown)/\(step.c.shown) − \((1 - step.alpha).shown)/\((1 - step.before).squareRoot().shown)·\(step.noise(x, v).shownAsTerm))/\(step.alpha.squareRoot().shown) = \(step.ddpm(x, v, 0).shown), and \(step.cAfter.shown)·\(step.sigma.shown)·\(z.shownAsTerm) = \((ddpm - step.ddpm(x, v, 0)).shown) on top.
      The letters: ᾱ is the share of the picture in the mixture, squared, before the step, and ᾱ′ after it; σ is the deviation of the fresh noise; z is a fresh draw from the normal distribution.

      DDPM takes out more noise than Euler's step does and puts fresh noise in its place, so its path is random. (Leaving out the fresh noise alone, as in
      the row before it, takes out too much.) *DDIM* mixes the predicted picture and the predicted noise anew in the shares of the new time. That is
      Euler's step, written differently: the two differ here by \((ddim - euler).magnitude.shown).
      """)
  }
}
