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
    return time + words * context * d + layers * block + 2 * n * pixels * d
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
  /// - Parameter edge: The picture's, in pixels.
  package func multiplications(edge: Int) -> Int {
    var sum = timeFeatures / 2 + 2 * timeFeatures * timeFeatures
    func conv(_ inputs: Int, _ outputs: Int, kernel: Int = 3, _ pixels: Int) {
      sum += inputs * outputs * kernel * kernel * pixels
    }
    func block(_ inputs: Int, _ outputs: Int, _ pixels: Int) {
      conv(inputs, outputs, pixels)
      conv(outputs, outputs, pixels)
      if inputs != outputs { conv(inputs, outputs, kernel: 1, pixels) }
      sum += timeFeatures * outputs
    }
    conv(imageChannels, channels, edge * edge)
    for l in 1...levels {
      let (before, here) = (channels(ofLevel: l - 1), channels(ofLevel: l))
      let pixels = (edge * edge) >> (2 * l - 2)
      block(before, here, pixels)
      conv(here, here, pixels / 4)
      conv(here, here, kernel: 2, pixels)  // 4×4 with stride 2: four entries meet an input
      block(2 * here, before, pixels)
    }
    let (deepest, pixels) = (channels(ofLevel: levels), (edge * edge) >> (2 * levels))
    block(deepest, deepest, pixels)
    block(deepest, deepest, pixels)
    conv(channels, imageChannels, edge * edge)
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
