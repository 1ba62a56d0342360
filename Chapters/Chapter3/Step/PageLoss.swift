import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func loss(_ page: Page) {
    let (losses, loss) = (grid("picture_loss"), value("loss"))
    page.inventory([
      .input("`v̂`, the predicted velocities", "final_proj", from: "forward"),
      .input("`v`, the true ones", "velocity", from: "classes"),
      .output("`L`, the loss", "loss"),
    ])
    page.section("The mean of two")
    page.text(
      "The loss is the mean over all 32 errors of the batch. That is the mean of the two pictures' own losses:"
    )
    page.formula(
      #"L = \frac{1}{32}\sum_{n=0}^{1}\sum_{r,q} \mathrm{error}_{n,0,r,q}^2 = \frac12\,(L_0 + L_1)"#
    )
    page.heatMap(
      [predictedPicture(), grid("velocity"), grid("error")], titles: ["v̂", "v", "error"],
      sharesScale: true,
      alt: "Predictions, truths and errors, two of each")
    page.lines(losses.scalars)
    page.text(
      "With its label the first picture's loss is \(losses[0].value.shown); without one the second's is \(losses[1].value.shown). Their mean is \(((losses[0].value + losses[1].value) / 2).shown), and the loss is **\(loss.shown)**. (The model is untrained, so this says nothing about what a label is worth.)"
    )
    page.table(grid("error"))
    page.everyEntry(of: grid("error"), grid("loss"))
    page.check(["error", "loss", "picture_loss"])
    page.checkYourself([
      (
        "By how much does an error of the second picture change the loss, compared with a batch of one?",
        "Half as much: it is divided by 32 instead of 16."
      )
    ])
    page.keep("Each picture of a batch pulls at the same weights, each with its share.")
  }
}
