import Walkthrough

extension Chapter6Story {
  func patchedNumbers(_ page: Page) {
    page.text(
      "The two other runs of \(page.link("patching")), as tables. The sums are those of \(page.link("numbers-copy")), with other numbers in them. In the patched run, what goes into block \(Copying.patch.stage) is the table before it but for row \(Copying.patch.place), which is that of the clean run."
    )
    for (run, title) in [("corrupt.", "The corrupted run"), ("patched.", "The patched run")] {
      page.section(title)
      page.passTables(run, copyLayers)
      page.check(prefix: run)
    }
    page.keep("A patched run is a run: everything after the patch is computed anew.")
  }
}
