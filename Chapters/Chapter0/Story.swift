import ByHand
import ChapterKit
import Numerics
import Walkthrough

/// Tells the chapter: the pages in reading order. Each page stands in a file of its own.
struct Story {
  let settings: Settings
  let run: WorkedRun
  let training: SentenceTraining
  let book: Book

  init(settings: Settings, run: WorkedRun, training: SentenceTraining, excerpts: Excerpts) {
    self.settings = settings
    self.run = run
    self.training = training
    book = Book(trace: run.trace, excerpts: excerpts, check: run.twins.sentence)
    book.plan =
      [
        "model", "embeddings", "norm1", "qkv", "attention", "heads", "norm2", "hidden", "change",
        "logits", "loss", "back-loss", "back-logits", "back-ln-f", "back-change", "back-hidden",
        "back-norm2", "back-heads", "back-attention", "back-qkv", "back-norm1",
        "back-embeddings", "adamw", "second-forward", "second-feed-forward", "summary", "training",
      ] + (1..<run.generated.count).map { "generate-\($0)" } + ["try-it"]
  }

  func tell(_ checks: [Twins.Comparison]) throws -> (Book, readme: String) {
    model()
    embeddings()
    norm1()
    qkv()
    attention()
    heads()
    norm2()
    hidden()
    change()
    logits()
    loss()
    backLoss()
    backLogits()
    backLnF()
    backChange()
    backHidden()
    backNorm2()
    backHeads()
    backAttention()
    backQKV()
    backNorm1()
    backEmbeddings()
    adamW()
    secondForward()
    secondFeedForward()
    summary()
    trainingPage()
    for step in 1..<run.generated.count { generate(step) }
    try tryIt()
    return (book, readme(checks))
  }

  func grid(_ name: String) -> Grid {
    guard let grid = run.trace[name] else { preconditionFailure("no grid \(name)") }
    return grid
  }

  func gradient(_ name: String) -> Grid { grid("grad.\(name)") }
  func value(_ name: String) -> Double { grid(name).values[0] }
  /// How many places the sentence has.
  var places: Int { settings.inputs.count }
  var last: Int { places - 1 }

  func token(_ id: Int) -> String { Settings.vocabulary.tokens[id] }

  /// The tokens of the sentence, as the model is shown them.
  var shownTokens: String { settings.inputs.map { "`\(token($0))`" }.joined(separator: " ") }

  static let forwardTrail = [
    "tokens", "norm 1", "q, k, v", "attention", "heads", "norm 2", "hidden", "change", "logits",
    "loss",
  ]
  static let backwardTrail = [
    "loss", "logits", "ln_f", "change", "hidden", "norm 2", "heads", "attention", "q, k, v",
    "norm 1", "tokens", "AdamW",
  ]

  /// Short names for a pass through the model, with the prefixes that its grids and parameters have.
  static func names(pass: String = "", parameters: String = "") -> Names {
    let block = [
      "attention.W_q": "q", "attention.W_k": "k", "attention.W_v": "v",
      "attention.scores": "scores", "attention.scaled": "scaled", "attention.weights": "w",
      "attention.heads": "heads", "attention.W_o": "mixed", "residual1": "x1",
      "ffn.linear1": "hidden", "ffn.gelu": "active", "ffn.linear2": "change",
      "residual2": "x2",
    ]
    let layers = [
      "token_embedding.embedding.weight": "tok", "pos_encoding.pos_embedding.weight": "pos",
      "blocks.0.norm1.weight": "γ1", "blocks.0.norm1.bias": "β1",
      "blocks.0.attention.W_q.weight": "Wq", "blocks.0.attention.W_q.bias": "bq",
      "blocks.0.attention.W_k.weight": "Wk", "blocks.0.attention.W_k.bias": "bk",
      "blocks.0.attention.W_v.weight": "Wv", "blocks.0.attention.W_v.bias": "bv",
      "blocks.0.attention.W_o.weight": "Wo", "blocks.0.attention.W_o.bias": "bo",
      "blocks.0.norm2.weight": "γ2", "blocks.0.norm2.bias": "β2",
      "blocks.0.ffn.linear1.weight": "W1", "blocks.0.ffn.linear1.bias": "b1",
      "blocks.0.ffn.linear2.weight": "W2", "blocks.0.ffn.linear2.bias": "b2",
      "ln_f.weight": "γf", "ln_f.bias": "βf", "output_proj.weight": "Wout",
    ]
    var aliases = ["norm.epsilon": "ε", "attention.root": "√8"]
    for (name, short) in layers { aliases[parameters + name] = short }
    for (name, short) in block { aliases["\(pass)blocks.0.\(name)"] = short }
    for (name, short) in ["embedding": "x0", "output_proj": "logits", "probabilities": "p"] {
      aliases[pass + name] = short
    }
    return Names(dropping: ["\(pass)blocks.0.", pass].filter { !$0.isEmpty }, aliases)
  }

  /// A parameter's line in a page's inventory.
  func parameters(_ short: String, _ names: String...) -> (String, String, String, String) {
    let grids = names.map(grid)
    let shapes = grids.map { $0.shape.map(String.init).joined(separator: "×") }
    let count = grids.reduce(0) { $0 + $1.count }
    return (
      "parameters", "\(short) = \(names.map { "`\($0)`" }.joined(separator: ", "))",
      "\(shapes.joined(separator: " and ")): **\(count.grouped) numbers**", settings.origin
    )
  }

  var rowShape: String { "\(places)×16" }
}
