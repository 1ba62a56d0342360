import ChapterKit
import Walkthrough

extension Chapter5Story {
  func decoder(_ page: Page) {
    page.inventory([
      .input("`z`, the latents", "z", from: "draw"),
      .parameters("`Wd`, `bd`: kernels of 3×3", "decoder.0"),
      .parameters("the first norm's scale and shift", "decoder.1"),
      .parameters(
        "the residual block's first kernels and norm", "decoder.3.conv1", "decoder.3.norm1"),
      .parameters("its second kernels and norm", "decoder.3.conv2", "decoder.3.norm2"),
      .parameters("`Wu`, `bu`: after the doubling", "decoder.5"),
      .parameters("the last norm's scale and shift", "decoder.6"),
      .parameters("`Wp`, `bp`: three colours", "decoder.8"),
      .output("`x̂`, the picture that was painted", "decoder.8"),
    ])
    page.section("Why")
    page.text(
      "Now the other way, from eight latents to a picture. The decoder never sees the picture: whatever it paints must have been in the latents."
    )
    page.foldedParameters(
      "decoder.0", "decoder.1", "decoder.3", "decoder.5", "decoder.6", "decoder.8")
    page.section("1. The layers at 2×2")
    page.text("The same kinds of layers as in the encoder:")
    let parts = layers(Self.decoderParts, of: "second.")
    page.pass("", parts.prefix(4))
    page.section("2. Twice as large")
    page.text(
      """
      Each number of `d3` becomes a block of 2×2 equal numbers (*nearest neighbour*), and kernels go over the result. The copies aren't new numbers: they keep the name of the one they were copied from. Why not use the
      transposed kernels of chapter 1? See \(page.link("checkerboard")).
      """)
    page.entry(grid("decoder.5")[0, 1, 1, 2])
    page.pass("", parts.dropFirst(4))
    page.section("3. What was painted")
    page.text("The picture, and what the untrained decoder paints:")
    let frames = [
      FilmStrip.Frame("x", columns: 4, channels: 3, grid("x").values),
      FilmStrip.Frame("x̂", columns: 4, channels: 3, grid("decoder.8").values),
    ]
    page.picture(
      "painted.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "The picture, and what the untrained decoder paints from its latents")
    page.text(
      "It looks nothing like it, because the parameters are still random. The loss will say how far off it is."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.vaeDecoder", says: "By hand")
    page.excerpt("ByHand.upsampledNearest", says: "Its doubling")
    page.check(prefix: "decoder.")
    page.checkYourself([
      (
        "How many different numbers of `d3` does one window of `d4` see, away from the edge?",
        "A window of 3×3 over blocks of 2×2 touches 2×2 of them: 4 numbers per channel, some of them up to four times."
      )
    ])
    page.keep("Repeat each number, then look at its neighbours.")
  }
}
