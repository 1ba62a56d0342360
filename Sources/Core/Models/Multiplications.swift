import Numerics

/// How many multiplications the matrix products of one forward pass do, for one picture or sentence.
/// Each product has two in the backward pass, for its two factors, so a training step does three times
/// as many. The zeros around a picture's edge are counted, as the core multiplies them, too.
extension DiT.Configuration {
  /// With adaptive norms.
  package var multiplications: Int {
    let (d, n, pixels) = (features, grid * grid, patch * patch * imageChannels)
    let time = 2 * d * d + d / 2
    // Queries, keys, values and output; the MLP; scores and averages; both norms' scales and shifts.
    let block = n * (4 * d * d + 2 * d * hidden) + 2 * n * n * d + 4 * d * d
    return time + layers * block + 2 * n * pixels * d
  }
}

extension TextDiT.Configuration {
  /// With adaptive norms.
  ///
  /// - Parameter words: The length of a prompt, padding included.
  package func multiplications(words: Int) -> Int {
    let (d, n, pixels) = (features, grid * grid, patch * patch * imageChannels)
    let time = 2 * d * d + d / 2
    // Attention to patches; to words (queries and output, keys and values, scores and averages); the MLP;
    // the three norms' scales and shifts.
    let own = n * 4 * d * d + 2 * n * n * d
    let read = n * 2 * d * d + words * 2 * d * d + 2 * n * words * d
    let block = own + read + n * 2 * d * hidden + 6 * d * d
    let reader = words * (4 * d * d + 2 * d * hidden) + 2 * words * words * d
    return time + words * context * d + readers * reader + layers * block + 2 * n * pixels * d
  }
}

extension Gpt.Configuration {
  /// Of a text of the full length.
  package var multiplications: Int {
    let aPlace = layers * (4 * features * features + 2 * features * hidden) + features * vocabulary
    return length * aPlace + layers * 2 * length * length * features
  }
}

// excerpt LanguageModel.multiplications
extension LanguageModel.Configuration {
  /// Of a pass through new places behind some whose keys and values are kept. All new places get logits.
  package func multiplications(new: Int, kept: Int = 0) -> Int {
    // Queries, keys, values and output; the MLP; scores and averages.
    let block =
      new * (4 * features * features + 2 * features * hidden)
      + 2 * new * (kept + new) * features
    return layers * block + new * features * vocabulary
  }

  /// How many numbers a cache of so many places holds: a key and a value for each block.
  package func cached(places: Int) -> Int { 2 * layers * places * features }
}
// end excerpt

extension UNet.Configuration {
  /// - Parameters:
  ///   - edge: The picture's, in pixels.
  ///   - countsZeros: Whether products with the zeros around a picture count: the core does them, a person
  ///     leaves them out.
  package func multiplications(edge: Int, countsZeros: Bool = true) -> Int {
    var sum = timeFeatures / 2 + 2 * timeFeatures * timeFeatures
    func square(_ inputs: Int, _ outputs: Int, _ along: Int) {
      sum += inputs * outputs * along * along
    }
    // A kernel of 3 hangs over both ends of an edge; with stride 2 over one. A transposed one of 4 has an
    // entry beyond either end.
    func conv(_ inputs: Int, _ outputs: Int, _ edge: Int) {
      square(inputs, outputs, 3 * edge - (countsZeros ? 0 : 2))
    }
    func down(_ channels: Int, _ edge: Int) {
      square(channels, channels, 3 * edge / 2 - (countsZeros ? 0 : 1))
    }
    func up(_ channels: Int, _ edge: Int) {
      square(channels, channels, 2 * edge - (countsZeros ? 0 : 2))
    }
    func block(_ inputs: Int, _ outputs: Int, _ edge: Int) {
      conv(inputs, outputs, edge)
      conv(outputs, outputs, edge)
      if inputs != outputs { square(inputs, outputs, edge) }
      sum += timeFeatures * outputs
    }
    conv(imageChannels, channels, edge)
    for l in 1...levels {
      let (before, here) = (channels(ofLevel: l - 1), channels(ofLevel: l))
      let edge = edge >> (l - 1)
      block(before, here, edge)
      down(here, edge)
      up(here, edge)
      block(2 * here, before, edge)
    }
    let (deepest, least) = (channels(ofLevel: levels), edge >> levels)
    block(deepest, deepest, least)
    block(deepest, deepest, least)
    conv(channels, imageChannels, edge)
    return sum
  }
}

extension VAE.Configuration {
  /// Of the encoder and of the decoder.
  ///
  /// - Parameter edge: The picture's, in pixels.
  package func multiplications(edge: Int) -> (encoder: Int, decoder: Int) {
    func conv(_ inputs: Int, _ outputs: Int, level: Int) -> Int {
      inputs * outputs * 9 * ((edge * edge) >> (2 * level))
    }
    func block(_ channels: Int, level: Int) -> Int { 2 * conv(channels, channels, level: level) }
    let deepest = channels(ofLevel: levels - 1)
    var encoder = conv(deepest, 2 * latentChannels, level: levels)
    var decoder = conv(latentChannels, deepest, level: levels) + block(deepest, level: levels)
    for l in 0..<levels {
      let (before, here) = (channels(ofLevel: l - 1), channels(ofLevel: l))
      encoder += conv(l == 0 ? imageChannels : before, here, level: l + 1)
      encoder += block(here, level: l + 1)
      decoder += conv(here, before, level: l)
      if l > 0 { decoder += block(before, level: l) }
    }
    return (encoder, decoder + conv(channels, imageChannels, level: 0))
  }
}
