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
      "Everything in this book is in the systems that people use: a VAE, a transformer on its latents, flow matching, words, guidance. What differs is their size, and what is listed below. Here they are side by side."
    )
    sizes(page)
    costs(page)
    changes(page)
    commands(page)
    page.checkYourself([
      (
        "Which product grows fastest with the edge of the picture?",
        "That of pairs. With twice the edge there are 4 times as many patches and 16 times as many pairs."
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
    row("sprites or pictures of the training", "\(results.split.seen.count)") { _ in "not told" }
    page.text(table.markdown)
    page.text(
      """
      Sources: Esser et al., ["Scaling Rectified Flow Transformers for High-Resolution Image Synthesis"](https://arxiv.org/abs/2403.03206), 2024 (Stable Diffusion 3, the largest model: 38 blocks, 64 features for each block). FLUX.1 has no paper; its sizes stand in [the code that its makers have published](https://github.com/black-forest-labs/flux), and its model card says 12 billion.
      """)
  }

  private func costs(_ page: Page) {
    page.section("What one pass costs")
    let ours = Sizes.flow.multiplications(words: Vocabulary.captionLength)
    var table = Table(
      ["", "multiplications of matrices", "of pairs", "in all", "times ours"], left: [0])
    table.add(["this chapter", "", "", ours.grouped, "1"])
    for system in RealSystem.all {
      let all = system.matrices + system.pairs
      table.add(
        [system.name] + [system.matrices, system.pairs, all].map(Self.large)
          + [Int((all / Double(ours)).rounded()).grouped])
    }
    page.text(table.markdown)
    let flux = RealSystem.all[1]
    page.text(
      """
      Ours is counted by the core. Theirs by hand: each patch and word needs $`12 d^2`$ multiplications in a block (four for queries, keys, values and output, eight for an MLP four times as wide), and each place meets each in $`2d`$. The layers around the blocks and the norms are left out. For FLUX.1 that makes \(Self.large(flux.matrices)) without the pairs, or \(Int((2 * flux.matrices / 1e9).rounded()).grouped) billion operations where a multiplication and an addition count as two; [a published benchmark](https://huggingface.co/datasets/diffusers/benchmarks) has 59,523 for the same pass.
      """)
    let training = 3 * PainterTraining<Float>.batch * results.trained.steps * ours
    page.text(
      """
      A training step costs three passes for each picture. This flow's training took \(results.trained.steps.grouped) steps of \(PainterTraining<Float>.batch) pictures: \(Self.large(Double(training))) multiplications, without those of the VAE that encodes the pictures. The largest Stable Diffusion 3 took 5 × 10²² operations, by its paper: about \(Self.large(5e22 / 2 / Double(training))) times as many.
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
      - **Joint attention.** Here patches look at words ([chapter 4](chapter4/cross-attention)). There, words and patches stand in one row and look at each other, each kind through matrices of its own (Stable Diffusion 3); FLUX.1 does so in its first 19 blocks, and its last 38 use the same matrices for both.
      - **Words.** Text encoders are trained elsewhere, on far more text, and stay as they are. While it learns, Stable Diffusion 3 hides each of its three in nearly half of the cases, so that it can paint without the largest.
      - **Captions.** Half of them are written by a model that looks at the picture, because what people write beside pictures says little about them (the same paper, section 5.2).
      - **The VAE.** Besides squared errors it learns from a network that compares pictures as people do, and from one that tries to tell its paintings from photographs (Rombach et al., ["High-Resolution Image Synthesis with Latent Diffusion Models"](https://arxiv.org/abs/2112.10752), 2022, section 3.1).
      - **Times.** Large pictures hide noise better, because many pixels show the same thing; so their times are shifted towards noise (Esser et al., section 5.3.2).
      - **Places.** FLUX.1 turns queries and keys by row and column ([chapter 6](chapter6/positions) does it for a line of words) in place of adding a code.
      - **Guidance.** FLUX.1 [dev] is told w as a number and has learned to answer as if it were guided: one pass a step in place of two.
      - **Precision.** Matrices are multiplied in 16 bits (BF16), sums and the optimizer kept in 32. Queries and keys are normalized, or else scores grow until training breaks (Esser et al., section 5.3.2).
      - **Many machines.** Each has a copy of the model and a share of the batch, and gradients are averaged. Where the model is too large for one, its parameters are shared out as well (Rajbhandari et al., ["ZeRO"](https://arxiv.org/abs/1910.02054), 2020), or each matrix is cut in pieces (Shoeybi et al., ["Megatron-LM"](https://arxiv.org/abs/1909.08053), 2019).
      """)
  }

  private func commands(_ page: Page) {
    page.section("Go on there")
    page.text(
      """
      The bridge is in `Tests/PyTorch`: the book's models as PyTorch modules, with the same names of parameters. You need Python with the packages of `Tests/PyTorch/requirements.txt`.

      ```sh
      swift run chapter5 --export-data data.safetensors
      python Tests/PyTorch/paint.py "a cat wearing a tiny hat"
      torchrun --nproc-per-node 2 Tests/PyTorch/continue.py --steps 1000
      ```

      The first writes what the training has seen: \(results.split.seen.count) sprites at nine places, \(ExportedData.pairs.grouped) captions, and the noise of this chapter's paintings. The second paints the same pictures in PyTorch, and says how far they are from ours; the test run demands that no pixel differs by more than 0.0001. The third goes on training, on two processes here, on as many as you have elsewhere, with GPUs where there are any; the losses are those of one process with the whole batch. Its weights come back:

      ```sh
      swift run chapter5 "a cat wearing a tiny hat" --weights continued.safetensors
      ```

      With `--model flow_small` it trains the flow that this chapter works by hand, and the steps that you get are explained number by number. For pictures of your own, write a file with the tensors that are listed in [ExportedData.swift](../../Chapters/Chapter5/ExportedData.swift).
      """)
  }
}
