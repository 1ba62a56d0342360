import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func tryIt(_ page: Page) throws {
    let tryIt = results.tryIt
    page.section("Change the learning rate")
    tryIt.compare(page)
    page.section("Ask where a number comes from")
    try tryIt.why(page, "blocks.0.attention.q_turned[0,3,2]", depth: 2)
    page.section("Check every recipe")
    try tryIt.verify(page)
    page.section("Write")
    page.code(
      """
      swift run chapter6 "The cat had a tiny hat" --temperature 0.5
      swift run chapter6 "The fox had a huge green hat." --preset greedy
      swift run chapter6 --interactive
      swift run chapter6 --train 400 --text my-stories.txt
      """, "sh")
    page.text(
      "`--interactive` asks for beginnings at a prompt. There `:temperature`, `:top-k`, `:top-p` and `:tokens` change how it writes, `:attention` shows at which earlier tokens the last one looked most, `:help` lists them, and `:quit`, Ctrl-C or the end of the input ends it. `--text` wants stories with empty lines between them, in UTF-8."
    )
    page.checkYourself([
      tryIt.firstDifference,
      (
        "Why do two runs with `--preset greedy` and different seeds write the same, although the tiny model's numbers differ?",
        "Greedy choice draws nothing, and the model that writes is kept, whatever the seed."
      ),
    ])
    page.keep("Every number can be asked where it comes from.")
  }
}
