package io.lucy.engine.architecture;

import io.lucy.engine.graph.Value;

/**
 * A small network in the manner of VGG (arXiv 1409.1556) with batch norm: three stages of two 3×3
 * convolutions and a pooling, then two linear layers.
 *
 * @param width filters of the first stage; the next have twice and four times as many
 */
record Vgg(int width) implements Architecture {
  private static final int STAGES = 3;

  @Override
  public Value logits(Layers layers, Value images, int labels) {
    Value x = images;
    for (int stage = 1; stage <= STAGES; stage++) {
      for (int i = 1; i <= 2; i++) {
        String suffix = stage + "_" + i;
        x = layers.convolution("conv" + suffix, x, width << (stage - 1), 3, 1);
        x = layers.relu("relu" + suffix, layers.batchNorm("bn" + suffix, x));
      }
      x = layers.maxPool("pool" + stage, x);
    }
    x = layers.flatten("flat", x);
    x = layers.relu("relu_fc1", layers.linear("fc1", x, width << STAGES - 1));
    return layers.linear("fc2", x, labels);
  }
}
