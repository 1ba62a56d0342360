/// A word of the field: what it means, and the page that explains it.
package struct Term: Sendable {
  /// As the glossary lists it.
  package let word: String
  /// As prose has it: the word itself, its plural, a short form.
  package let forms: [String]
  package let meaning: String
  /// `chapter0/attention`
  package let home: String
  /// A chapter in which the word means something else as well, and is not linked.
  let exception: String?

  fileprivate init(
    _ word: String, _ forms: [String] = [], _ meaning: String, at home: String,
    except exception: String? = nil
  ) {
    self.word = word
    self.forms = [word] + forms
    self.meaning = meaning
    self.home = home
    self.exception = exception
  }

  /// Where a link to it leads on the page of words.
  var anchor: String {
    String(word.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }
}

/// The book's one vocabulary.
package enum Glossary {
  /// In alphabetical order.
  package static let terms = (learning + language + pictures + words + inside)
    .sorted { $0.word.lowercased() < $1.word.lowercased() }

  /// How models are trained.
  private static let learning = [
    Term(
      "activation function", ["activation functions"],
      "A curve that every number of a layer goes through, so that layers in a row can do more than one layer could.",
      at: "chapter0/hidden"),
    Term(
      "AdamW", [],
      "The optimizer of this book: it divides each gradient by its usual size, and pulls weights towards 0.",
      at: "chapter0/adamw"),
    Term(
      "backward pass", ["backward passes"],
      "From the loss back to every parameter, with the chain rule; it gives all gradients.",
      at: "chapter0/way-back"),
    Term(
      "batch", ["batches"],
      "What one training step looks at: several examples whose gradients are averaged.",
      at: "chapter6/accumulation"),
    Term(
      "chain rule", [], "The slope of a function of a function is the product of the two slopes.",
      at: "chapter0/back-loss"),
    Term(
      "clipping", ["clipped"],
      "Shortening a gradient that is longer than a limit; its direction stays.",
      at: "chapter6/clipping"),
    Term(
      "cross-entropy", [],
      "The loss of a guess in probabilities: the mean of −ln(probability of what was right).",
      at: "chapter0/loss"),
    Term(
      "dropout", [],
      "Setting numbers to 0 at random in training, so that no feature is relied on alone.",
      at: "chapter6/dropout"),
    Term(
      "gradient", ["gradients"],
      "For each parameter: how much the loss would rise per unit if the parameter grew.",
      at: "chapter0/way-back"),
    Term(
      "gradient accumulation", [],
      "Adding up the gradients of several small batches before one step.",
      at: "chapter6/accumulation"),
    Term(
      "held out", ["held-out"],
      "Kept from training, so that one can ask what the model makes of it.",
      at: "chapter6/tokenizer"),
    Term(
      "layer norm", ["layer norms"],
      "Brings each row to mean 0 and variance 1, then scales and shifts it feature by feature.",
      at: "chapter0/norm1"),
    Term(
      "group norm", ["group norms"],
      "Layer norm for a picture: each group of channels is brought to mean 0 and variance 1.",
      at: "chapter1/down1"),
    Term(
      "learning rate", ["learning rates"], "How far a training step moves the parameters.",
      at: "chapter0/adamw"),
    Term(
      "linear layer", ["linear layers"],
      "Each output is a sum of all inputs, each times a weight of its own, plus a bias.",
      at: "chapter0/qkv"),
    Term(
      "loss", ["losses"], "One number for how wrong a model is; training makes it smaller.",
      at: "chapter0/loss"),
    Term(
      "moving average", ["moving averages"],
      "A mean in which each new value counts a little and older ones fade: of gradients in AdamW, of parameters for sampling.",
      at: "chapter0/adamw"),
    Term(
      "negative log-likelihood", ["negative log-likelihoods"],
      "−ln(p) for the probability p that was given to what is right: 0 for certainty, large for a surprise.",
      at: "chapter0/loss"),
    Term(
      "overfitting", ["overfits", "overfit"],
      "Getting better at the training examples while getting worse at others.",
      at: "chapter6/training"),
    Term(
      "residual", ["residuals", "residual connection", "residual connections"],
      "A way past a layer: what goes in is added to what comes out.", at: "chapter0/heads"),
    Term(
      "residual stream", [],
      "What all residuals together carry from the embedding to the end; blocks add to it.",
      at: "chapter6/lens"),
    Term(
      "warm-up", [], "Raising the learning rate over the first steps.", at: "chapter6/schedule"),
    Term(
      "weight decay", [], "Pulling every weight a little towards 0 at each step.",
      at: "chapter0/adamw"),
  ]

  /// Models of language.
  private static let language = [
    Term(
      "attention", ["self-attention"],
      "Each row takes from other rows, from each as much as its query fits their keys.",
      at: "chapter0/attention"),
    Term(
      "ALiBi", [], "Telling attention about distance by lowering the scores of far keys.",
      at: "chapter6/positions"),
    Term(
      "byte pair", ["byte pairs", "byte-pair", "byte-pair encoding"],
      "Two neighbouring tokens that are made one because they often stand together; so a tokenizer learns its vocabulary.",
      at: "chapter6/merges"),
    Term(
      "causal mask", [], "Keeps each token from looking at those after it.",
      at: "chapter0/attention"),
    Term(
      "embedding", ["embeddings"],
      "The row of numbers that stands for a token, a place or a class.",
      at: "chapter0/embeddings"),
    Term(
      "feed-forward layer", ["feed-forward layers", "MLP", "MLPs"],
      "Two linear layers with an activation function between them, on each row by itself.",
      at: "chapter0/hidden"),
    Term(
      "GELU", [], "An activation function: x times the share of a bell curve below x.",
      at: "chapter0/hidden"),
    Term(
      "KV cache", [],
      "The keys and values of earlier tokens, kept while writing instead of computed again.",
      at: "chapter6/cache"),
    Term(
      "logit", ["logits"], "A score before softmax; the larger, the likelier.",
      at: "chapter0/logits"),
    Term(
      "perplexity", [],
      "e to the loss: among how many equally likely tokens the model seems to choose.",
      at: "chapter6/loss"),
    Term(
      "query", ["queries"],
      "The row that says what a token looks for; it is compared with the keys.",
      at: "chapter0/qkv"),
    Term(
      "RoPE", [],
      "Telling attention about places by turning queries and keys, the further the later they stand.",
      at: "chapter6/positions"),
    Term(
      "softmax", [],
      "Makes scores into positive numbers that add up to 1: e to each, divided by the sum of them all.",
      at: "chapter0/attention"),
    Term(
      "temperature", [],
      "What logits are divided by before drawing: below 1 surer, above 1 bolder.",
      at: "chapter6/temperature"),
    Term(
      "token", ["tokens"], "A piece of text with a number of its own: a word, or part of one.",
      at: "chapter0/embeddings"),
    Term(
      "tokenizer", ["tokenizers"], "What cuts text into tokens and puts it together again.",
      at: "chapter6/tokenizer"),
    Term("vocabulary", [], "All tokens that a model knows.", at: "chapter6/tokenizer"),
  ]

  /// Models of pictures.
  private static let pictures = [
    Term(
      "adaptive layer norm", ["adaLN"],
      "A layer norm whose scale and shift are computed from a condition, such as the time.",
      at: "chapter2/ada-ln"),
    Term(
      "classifier-free guidance", ["guidance"],
      "Going further in the direction in which the conditioned answer differs from the unconditioned one.",
      at: "chapter3/one-number"),
    Term(
      "convolution", ["convolutions"],
      "The same small sum of products at every place of a picture.",
      at: "chapter1/conv-in"),
    Term(
      "DiT", ["diffusion transformer", "diffusion transformers"],
      "A transformer that works on patches of a picture instead of words.", at: "chapter2/model"),
    Term(
      "Euler step", ["Euler steps", "Euler's method"],
      "Moving along the velocity for a while as if it stayed the same.", at: "chapter1/euler"),
    Term(
      "flow matching", [],
      "Learning the velocity on straight lines between pictures and noise, to walk from noise to a picture.",
      at: "chapter1/line"),
    Term(
      "judge", [],
      "Knows every picture of a family at every place, and finds the one that is nearest to a painting.",
      at: "chapter4/measured", except: "chapter1"),
    Term(
      "patch", ["patches"], "A small square of a picture, made into one row of numbers.",
      at: "chapter2/patches", except: "chapter6"),
    Term("SiLU", [], "An activation function: x/(1 + e⁻ˣ).", at: "chapter1/down1"),
    Term(
      "U-Net", ["U-Nets"],
      "A model that makes a picture smaller and larger again, with ways past the middle.",
      at: "chapter1/middle"),
    Term(
      "velocity", ["velocities"],
      "Which way and how fast a picture changes with time: noise minus picture.",
      at: "chapter1/line"),
    Term(
      "skip connection", ["skip connections"],
      "In a U-Net, what goes past the middle to the layer of the same size.",
      at: "chapter1/up1"),
  ]

  /// Words that steer pictures, and latents.
  private static let words = [
    Term(
      "CLIP", [], "Two encoders trained so that pictures and their captions get similar rows.",
      at: "chapter4/pairs"),
    Term(
      "contrastive loss", [],
      "Asks of every picture which caption of the batch is its own, and the reverse.",
      at: "chapter4/contrast"),
    Term(
      "cross-attention", [],
      "Attention whose queries come from one sequence and whose keys and values come from another.",
      at: "chapter4/cross-attention"),
    Term(
      "cosine similarity", [],
      "The dot product of two rows of length 1: 1 if they point the same way.",
      at: "chapter4/contrast"),
    Term(
      "decoder", ["decoders"], "The half of an autoencoder that makes a picture from latents.",
      at: "chapter5/decoder"),
    Term(
      "encoder", ["encoders"], "What turns a picture or a text into a few numbers.",
      at: "chapter5/encoder"),
    Term(
      "KL divergence", ["KL"],
      "How far one distribution is from another; it keeps a VAE's latents near a standard normal one.",
      at: "chapter5/vae-loss"),
    Term(
      "latent", ["latents"], "One of the few numbers that an encoder makes of a picture.",
      at: "chapter5/encoder"),
    Term(
      "text encoder", ["text encoders"],
      "A transformer that makes rows of a prompt for a painter to read.",
      at: "chapter4/text-tower"),
    Term(
      "VAE", ["VAEs", "variational autoencoder"],
      "An autoencoder whose latents are drawn from a distribution, so that nearby latents decode alike.",
      at: "chapter5/draw"),
  ]

  /// Looking into models.
  private static let inside = [
    Term(
      "activation patching", [], "Putting a row of one run into another, to see what it does.",
      at: "chapter6/patching"),
    Term(
      "induction head", ["induction heads"],
      "An attention head that finds where the present token stood before, and looks at what came after.",
      at: "chapter6/induction"),
    Term(
      "logit lens", [], "Reading what a model would say if it stopped after a block.",
      at: "chapter6/lens"),
    Term(
      "receptive field", ["receptive fields"], "The inputs that an entry depends on.",
      at: "chapter2/reach"),
    Term(
      "spread between starts", ["spread between them"],
      "The standard deviation between trainings that differ only in their start.",
      at: "chapter1/recipes"),
    Term(
      "standard error", ["standard errors"],
      "How far a mean of so many draws lies from the true one, typically: the deviation divided by the root of how many.",
      at: "chapter1/recipes"),
  ]
}
