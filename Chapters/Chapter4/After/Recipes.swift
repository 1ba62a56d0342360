import Walkthrough

extension Chapter4Story {
  func recipes(_ page: Page) {
  }
}
