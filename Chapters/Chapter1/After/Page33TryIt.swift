import Numerics
import Walkthrough

extension Story {
  func tryIt() {
    let page = book.page("try-it", "Try it")
    page.section("Change something")
    page.text(
      "Each run writes a folder with these pages, with `trace.tsv` (every number, one a line) and with `tensors.safetensors`. Two runs are compared with plain `diff`."
    )
    page.code(
      """
      swift run chapter1 --output /tmp/a
      swift run chapter1 --output /tmp/b --learning-rate 0.001
      diff /tmp/a/trace.tsv /tmp/b/trace.tsv | head
      """, "sh")
    let firstUpdated = "updated.\(settings.parameters[0].name)"
    page.checkYourself([
      (
        "With another learning rate, which is the first line of the trace that differs?",
        "After the settings at the head, `adamw.learning_rate` itself, and then `\(firstUpdated)[0,0]`: everything up to AdamW's averages, the whole forward and backward pass, does not know the learning rate. The trained weights, and so sampling, do not change either: training has its own rate."
      ),
      (
        "`--seed 2`: which numbers stay the same?",
        "The constants, and the pixels of `x0` where the two pictures happen to agree. All draws have new values."
      ),
      (
        "`--steps 8`: do the pages before the sampling change?",
        "No. The draws have names, so more steps do not disturb the others. Only the pages from \(book.link("euler-1")) on differ."
      ),
      (
        "Start the worked step from the trained weights: how large is the loss?",
        "Load `tensors.safetensors` in Python, keep the tensors whose names start with `trained.`, drop that prefix, save them with `safetensors`, and run `swift run chapter1 --weights FILE`. The loss of \(book.link("loss")) was \(value("loss").shown) with random weights."
      ),
    ])
    page.section("Break something")
    page.text(
      """
      Open `Sources/Core/Layers/Activations.swift` and change a sign in SiLU. Run again: the run stops,
      names the first number on which the by-hand path and the core disagree, and leaves the old pages as
      they were. Then change it back.
      """)
    page.keep("Every number has a name; ask for it.")
  }
}
