package io.lucy.engine.architecture;

import io.lucy.engine.graph.Value;

/**
 * A residual network for small images (arXiv 1512.03385, section 4.2): three stages of basic
 * blocks, the later two at half the resolution and with twice the filters of the one before.
 * Shortcuts that change the shape are 1×1 convolutions.
 *
 * @param width filters of the first stage
 * @param blocks in each stage; the network has {@code 6 · blocks + 2} layers
 * @param pooled whether the first stage works at half the images' resolution: four times as fast
 */
record Resnet(int width, int blocks, boolean pooled) implements Architecture {
  private static final int STAGES = 3;

  @Override
  public Value logits(Layers layers, Value images, int labels) {
    Value x = layers.convolution("conv1", images, width, 3, 1);
    x = layers.relu("relu1", layers.batchNorm("bn1", x));
    x = pooled ? layers.maxPool("pool1", x) : x;
    for (int stage = 1; stage <= STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 1 && block == 0 ? 2 : 1;
        x = block(layers, "layer" + stage + "." + block, x, width << (stage - 1), stride);
      }
    }
    return layers.linear("fc", layers.averageAll("pool", x), labels);
  }

  private static Value block(Layers layers, String name, Value x, int channels, int stride) {
    Value y = layers.convolution(name + ".conv1", x, channels, 3, stride);
    y = layers.relu(name + ".relu1", layers.batchNorm(name + ".bn1", y));
    y = layers.convolution(name + ".conv2", y, channels, 3, 1);
    y = layers.batchNorm(name + ".bn2", y);
    Value shortcut = x;
    if (stride != 1 || x.shape().extent(1) != channels) {
      shortcut = layers.convolution(name + ".shortcut.conv", x, channels, 1, stride);
      shortcut = layers.batchNorm(name + ".shortcut.bn", shortcut);
    }
    return layers.relu(name + ".relu2", layers.add(name + ".add", y, shortcut));
  }
}
