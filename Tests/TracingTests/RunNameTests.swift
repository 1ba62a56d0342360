import Terminal
import Testing

@testable import Tracing

@Suite struct RunNameTests {
  @Test func `a run is called after what differs from the book's settings`() {
    #expect("\(RunName(chapter: 1, differing: []))" == "chapter1")
    let name = RunName(chapter: 1, differing: [("seed", "7"), ("learning_rate", "0.001")])
    #expect("\(name)" == "chapter1/seed=7,learning-rate=0.001")
    #expect(name.folder.path == Package.root.path + "/Output/runs/\(name)")
    #expect(name.command == "swift run chapter1 --seed 7 --learning-rate 0.001")
    let dog = RunName(chapter: 5, differing: [("prompt", "a dog wearing a big red hat")])
    #expect("\(dog)" == "chapter5/prompt=a-dog-wearing-a-big-red-hat")
    #expect(dog.command == "swift run chapter5 \"a dog wearing a big red hat\"")
  }

  @Test(arguments: [
    "ein Hütchen", "../../etc", "a/b", "a'b; rm -rf $HOME", String(repeating: "x", count: 500),
  ])
  func `whatever a setting holds, the name is short, safe and one of a kind`(text: String) throws {
    let name = RunName(chapter: 6, differing: [("prompt", text)])
    #expect(name.difference.count <= 80 && !name.difference.contains("/"))
    #expect(
      name.difference.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "=,.+_-".contains($0))
      })
    #expect(name != RunName(chapter: 6, differing: [("prompt", text + "!")]))
    #expect(RunName("\(name)") == name)
  }

  @Test(arguments: [
    "chapter", "chapter12", "chapterX", "chapter1/", "chapter1/a b", "chapter1/../x", "run", "",
  ])
  func `other words are no names of runs`(text: String) { #expect(RunName(text) == nil) }
}
