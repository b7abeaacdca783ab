package io.lucy.engine.architecture;

import io.lucy.engine.graph.Value;

/** A way from images to logits. */
sealed interface Architecture permits Lenet5, Vgg, Resnet, Mobilenet {
  /**
   * Adds the network's layers.
   *
   * @param images [N, C, H, W], normalised
   * @return logits, [N, labels]
   */
  Value logits(Layers layers, Value images, int labels);
}
