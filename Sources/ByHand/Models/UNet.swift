extension Trace {
  // excerpt ByHand.unet
  /// The predicted velocity of a U-Net of one level at x (channels, rows, columns) and time t.
  package func unet(_ x: Grid, _ t: Grid, timeFeatures: Int, groups: Int) -> Grid {
    let waves = sinusoidal("time_embed.0", t, features: timeFeatures)
    let activated = each("time_embed.2", linear("time_embed.1", waves), silu)
    let e = linear("time_embed.3", activated)

    let skip = resBlock("down1", conv2d("conv_in", x), e, groups: groups)
    let small = conv2d("down_conv1", skip, stride: 2)
    let middle = resBlock("mid2", resBlock("mid1", small, e, groups: groups), e, groups: groups)
    let grown = convTranspose2d("up_conv1", middle)
    let both = resBlock("up1", grown.stacked(on: skip), e, groups: groups)

    let normed = groupNorm("conv_out.0", both, groups: groups)
    return conv2d("conv_out.2", each("conv_out.1", normed, silu))
  }
  // end excerpt
}
