import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// A system that people use, as far as its makers have told.
private struct RealSystem {
  let name, parameters, encoders: String
  let blocks: [Int]
  let features, heads, latentChannels, words: Int

  /// Patches of 2×2 latents of a picture of 1,024×1,024, whose edge the VAE divides by 8.
  var patches: Int { 64 * 64 }
  private var layers: Int { blocks.reduce(0, +) }

  /// Of the matrices of all blocks in one pass, with an MLP four times as wide: 12 d² for each patch and word.
  var matrices: Double {
    Double(patches + words) * Double(layers) * 12 * Double(features) * Double(features)
  }
  /// Of the scores and the sums that they weigh: each place with each, in every block.
  var pairs: Double {
    let places = Double(patches + words)
    return Double(layers) * 2 * places * places * Double(features)
  }

  static let all = [
    RealSystem(
      name: "Stable Diffusion 3", parameters: "8 billion", encoders: "CLIP-L, OpenCLIP-G, T5-XXL",
      blocks: [38], features: 2432, heads: 38, latentChannels: 16, words: 77 + 77),
    RealSystem(
      name: "FLUX.1 [dev]", parameters: "12 billion", encoders: "CLIP-L, T5-XXL", blocks: [19, 38],
      features: 3072, heads: 24, latentChannels: 16, words: 512),
  ]
}

extension Chapter5Story {
  func beyond(_ page: Page) {
    page.text(
      "Everything in this book is also in the systems that people use: a VAE, a transformer on its latents, flow matching, words, guidance. They differ in size, and in the points listed below. Here they are side by side."
    )
    sizes(page)
    costs(page)
    changes(page)
    commands(page)
    page.checkYourself([
      (
        "Which cost grows fastest with the edge of the picture?",
        "That of the pairs. With twice the edge there are 4 times as many patches and 16 times as many pairs."
      )
    ])
    page.keep("The same parts, many times over.")
  }

  private func sizes(_ page: Page) {
    page.section("Tiny and real")
    let (flow, vae) = (Sizes.flow, Sizes.vae)
    let real = RealSystem.all
    let edge = LatentSystem.edge
    var table = Table(["", "this chapter"] + real.map(\.name), left: [0])
    func row(_ what: String, _ ours: String, _ theirs: (RealSystem) -> String) {
      table.add([what, ours] + real.map(theirs))
    }
    row("parameters of the transformer", results.painted.flowParameters.grouped, \.parameters)
    row("blocks", "\(flow.layers)") { $0.blocks.map { "\($0)" }.joined(separator: " + ") }
    row("features", "\(flow.features)") { $0.features.grouped }
    row("heads", "\(flow.heads)") { "\($0.heads)" }
    row("picture", "\(edge)×\(edge)") { _ in "1,024×1,024" }
    row("its latents", "\(flow.size)×\(flow.size)×\(vae.latentChannels)") {
      "128×128×\($0.latentChannels)"
    }
    row("patches", "\(flow.grid * flow.grid)") { $0.patches.grouped }
    row("places for words", "\(Vocabulary.captionLength)") { "\($0.words)" }
    row("text encoders", "none: it learns its words", \.encoders)
    row("pictures in training", "\(results.split.seen.count)") { _ in "not published" }
    page.text(table.markdown)
    page.text(
      """
      Sources: Esser et al., ["Scaling Rectified Flow Transformers for High-Resolution Image Synthesis"](https://arxiv.org/abs/2403.03206), 2024 (Stable Diffusion 3, the largest model: 38 blocks, 64 features for each block). FLUX.1 has no paper; its sizes are in [the code that its makers published](https://github.com/black-forest-labs/flux), and its model card says 12 billion.
      """)
  }

  private func costs(_ page: Page) {
    page.section("What one pass costs")
    let ours = Sizes.flow.multiplications(words: Vocabulary.captionLength)
    var table = Table(
      ["", "multiplications in matrices", "for pairs of places", "in all", "times ours"], left: [0])
    table.add(["this chapter", "–", "–", ours.grouped, "1"])
    for system in RealSystem.all {
      let all = system.matrices + system.pairs
      table.add(
        [system.name] + [system.matrices, system.pairs, all].map(Self.large)
          + ["\((all / Double(ours) / 1e6).fixed(1)) million"])
    }
    page.text(table.markdown)
    let flux = RealSystem.all[1]
    page.text(
      """
      Ours is counted by the core. We counted theirs by hand: each patch and word needs $`12 d^2`$ multiplications in a block ($`4 d^2`$ for queries, keys, values and output, $`8 d^2`$ for an MLP four times as wide), and each pair of places needs $`2d`$. This leaves out the norms and the layers around the blocks. For FLUX.1 it makes \(Self.large(flux.matrices)) without the pairs, or \(Int((2 * flux.matrices / 1e9).rounded()).grouped) billion operations if a multiplication and an addition count as two. [A published benchmark](https://huggingface.co/datasets/diffusers/benchmarks) has 59,523 billion for the same pass.
      """)
    let steps = Training.flowSteps(results.trained.steps)
    let training = 3 * PainterTraining<Float>.batch * steps * ours
    page.text(
      """
      A training step costs three passes per picture. Our flow's training took \(steps.grouped) steps of \(PainterTraining<Float>.batch) pictures: \(Self.large(Double(training))) multiplications, without those of the VAE that encodes the pictures. According to its paper, the largest Stable Diffusion 3 took 5 × 10²² operations, or half as many multiplications: about \(Self.large(5e22 / 2 / Double(training))) times as many.
      """)
  }

  /// `2.97 × 10¹³`
  private static func large(_ number: Double) -> String {
    let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    var (rest, power) = (number, 0)
    while rest >= 10 { (rest, power) = (rest / 10, power + 1) }
    let digits = "\(power)".compactMap(\.wholeNumberValue).map { superscripts[$0] }
    return "\(rest.fixed(2)) × 10\(String(digits))"
  }

  private func changes(_ page: Page) {
    page.section("What else changes")
    page.text(
      """
      - **Joint attention.** Here, patches look at words ([chapter 4](chapter4/cross-attention)). There, words and patches stand in one row and look at each other. In Stable Diffusion 3, each kind has matrices of its own. FLUX.1 does the same in its first 19 blocks; its last 38 use the same matrices for both.
      - **Words.** Text encoders are trained elsewhere, on far more text, and stay as they are. In training, Stable Diffusion 3 hides each of its three nearly half of the time, so that it can paint without the largest.
      - **Captions.** Half of them are written by a model that looks at the picture, because what people write beside a picture often says little about it (the same paper, section 5.2).
      - **The VAE.** It learns not only from squared errors, but also from a network that compares pictures as people do, and from one that tries to tell its paintings from photographs (Rombach et al., ["High-Resolution Image Synthesis with Latent Diffusion Models"](https://arxiv.org/abs/2112.10752), 2022, section 3.1).
      - **Times.** In large pictures, many pixels show the same thing, so it takes more noise to hide it. Their times are shifted towards noise (Esser et al., section 5.3.2).
      - **Places.** FLUX.1 rotates queries and keys by row and column instead of adding a code ([chapter 6](chapter6/positions) does it for a line of words).
      - **Guidance.** FLUX.1 [dev] gets w as a number, and has learned to answer as if it were guided: one pass per step instead of two.
      - **Precision.** Matrices are multiplied in 16 bits (BF16), while sums and the optimizer stay in 32. Queries and keys are normalized; otherwise the scores grow until training breaks (Esser et al., section 5.3.2).
      - **Many machines.** Each machine has a copy of the model and a share of the batch, and the gradients are averaged. If the model is too large for one machine, its parameters are split up as well (Rajbhandari et al., ["ZeRO"](https://arxiv.org/abs/1910.02054), 2020), or each matrix is cut into pieces (Shoeybi et al., ["Megatron-LM"](https://arxiv.org/abs/1909.08053), 2019).
      """)
  }

  private func commands(_ page: Page) {
    page.section("Go on in PyTorch")
    page.text(
      """
      The bridge is in `Tests/PyTorch`: the book's models as PyTorch modules, with the same parameter names. You need Python, and the packages in `Tests/PyTorch/requirements.txt`.

      ```sh
      swift run chapter5 --export-data data.safetensors
      python Tests/PyTorch/paint.py "a cat wearing a tiny hat"
      torchrun --nproc-per-node 2 Tests/PyTorch/continue.py --steps 1000
      ```

      The first command writes what training has seen: \(results.split.seen.count) sprites at nine places, \(ExportedData.pairs.grouped) captions, and the noise of this chapter's paintings. The second paints the same pictures in PyTorch and says how far they are from ours; the tests demand that no pixel differs by more than 0.0001. The third continues the training: on two processes here, or on as many as you have elsewhere, with GPUs if there are any. The losses are those of one process with the whole batch. Then you can bring its weights back:

      ```sh
      swift run chapter5 "a cat wearing a tiny hat" --weights continued.safetensors
      ```

      With `--model flow_small`, this program trains the flow that this chapter works by hand, and then you get its steps explained number by number. For pictures of your own, write a file with the tensors listed in [ExportedData.swift](../../Chapters/Chapter5/ExportedData.swift).
      """)
  }
}
