import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  var commands: [String] { ["swift run chapter6 \"The fox had a hat\" --tokens 60"] }

  func introduce(_ page: Page) {
    page.text("A complete GPT.")
  }

  func names(of grid: String) -> Names { Self.names() }
}
