import ChapterKit
import Walkthrough

extension Chapter4Story {
  func pictureTower(_ page: Page) {
    let block = "clip.\(Self.pictureBlock)"
    page.inventory(
      [
        .input("`pictures`", "clip.pictures", from: "pairs"),
        .parameters("`Wp`, `bp`: kernels of 2×2", "clip.visual.conv1"),
        .parameters("`place_pic`, a row for each patch", "clip.visual.positional_embedding"),
      ] + blockRows(block) + [
        .parameters("the last norm's scale and shift", "clip.visual.ln_post"),
        .parameters("`Ppic`, the projection", "clip.visual.proj"),
        .output("`I`, an arrow for every picture", "clip.visual.unit"),
      ])
    page.section("Why")
    page.text(
      """
      The other tower must end in the same space of \(joint) numbers, so that pictures and captions can be compared. It cuts a picture into patches, as the transformers of [chapter 2](chapter2/patches) do. Its
      block is the text tower's, with one difference: there's no mask. Every patch may look at every other, because nothing in a picture comes before or after.
      """)
    page.foldedParameters(
      "clip.visual.conv1", "clip.visual.positional_embedding", block, "clip.visual.ln_post",
      "clip.visual.proj")
    page.section("1. Patches with places")
    page.text(
      "Kernels turn each patch of 2×2 pixels into \(featureCount) numbers, and the row of its place is added. One number, in full:"
    )
    page.entry(grid("clip.visual.conv1")[1, 3, 0, 1])
    page.lines([grid("clip.visual.embedding")[1, 1, 3]])
    page.section("2. The whole block")
    page.text("Layer by layer: the result as a table, and every entry folded below it.")
    page.pass("clip.", towerLayers(Self.pictureParts))
    page.section("3. The mean over the patches, and the arrow")
    page.text(
      "A picture has no [EOS], so all four patches get an equal say: their mean goes through a last norm and a projection, and is divided by its length."
    )
    page.lines([grid("clip.visual.mean")[1, 3], grid("clip.visual.ln_post")[1, 3]])
    page.entry(grid("clip.visual.joint")[1, 1])
    page.lines([
      grid("clip.visual.square")[1], grid("clip.visual.length")[1], grid("clip.visual.unit")[1, 1],
    ])
    page.table(grid("clip.visual.unit"))
    let last = ["mean", "joint", "square", "length", "unit"].map { "clip.visual.\($0)" }
    let norm = Page.normSteps("clip.visual.ln_post")
    page.everyEntry(of: (last + norm).map(grid))
    page.inRealSystems(
      "CLIP's picture tower has an extra token that stands for the whole picture, as [EOS] does for a text, and hundreds of millions of parameters. Other systems take the mean, as we do, or use a small attention over the patches."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.clipImage", says: "By hand")
    page.excerpt("ClipImage.forward", says: "In the core")
    page.check(
      towerLayers(Self.pictureParts).flatMap(\.grids).map { "clip.\($0)" } + last + norm)
    page.checkYourself([
      (
        "How many numbers of a picture does one number of `I` depend on?",
        "All \(3 * 16): every patch looks at every patch, and the mean uses all of them."
      )
    ])
    page.keep(
      "The mean over the patches becomes the picture's arrow, in the same space as the captions'.")
  }
}
