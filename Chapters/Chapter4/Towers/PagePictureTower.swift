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
        .parameters("the last norm's", "clip.visual.ln_post"),
        .parameters("`Ppic`, the projection", "clip.visual.proj"),
        .output("`I`, an arrow for every picture", "clip.visual.unit"),
      ])
    page.section("Why")
    page.text(
      """
      The other tower must end in the same space, \(joint) numbers, so that the two can be compared. It reads a picture as the transformers of [chapter 2](chapter2/patches) do, in patches, and its
      block is the text tower's, with one difference: no mask. A patch may look at all others; there is no before and after in a picture.
      """)
    page.section("1. Patches with places")
    page.entry(grid("clip.visual.conv1")[1, 3, 0, 1])
    page.lines([grid("clip.visual.embedding")[1, 1, 3]])
    page.section("2. The whole block")
    page.pass("clip.", towerLayers(Self.pictureParts))
    page.section("3. The mean over the patches, and the arrow")
    page.text(
      "There is no [EOS] in a picture. So all four patches have the same say: their mean goes through a last norm and a projection."
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
    page.foldedParameters(
      "clip.visual.conv1", "clip.visual.positional_embedding", block, "clip.visual.ln_post",
      "clip.visual.proj")
    page.inRealSystems(
      "The picture tower of CLIP has a token of its own for the whole picture, as [EOS] for a text, and hundreds of millions of parameters; others take the mean, as here, or a small attention over the patches."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.clipImage", says: "By hand")
    page.excerpt("ClipImage.forward", says: "In the core")
    page.check(
      towerLayers(Self.pictureParts).flatMap(\.grids).map { "clip.\($0)" } + last + norm)
    page.checkYourself([
      (
        "How many numbers of a picture does one number of `I` depend on?",
        "All \(3 * 16): every patch looks at every patch, and the mean takes all."
      )
    ])
    page.keep(
      "The mean over the patches becomes the picture's arrow, in the space of the texts' arrows.")
  }
}
