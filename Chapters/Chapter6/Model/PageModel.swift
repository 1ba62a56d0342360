import Walkthrough

extension Chapter6Story {
  func modelPage(_ page: Page) {
    page.section("What is new")
    page.check(["output_proj"])
  }
}
