package io.lucy.engine.architecture;

import io.lucy.engine.graph.Value;

/**
 * LeNet-5 (LeCun et al., 1998) with ReLU and max-pooling: two convolutions of 5×5, three linear
 * layers, no batch norm.
 *
 * @param width filters of the first convolution; 6 in the original
 */
record Lenet5(int width) implements Architecture {
  @Override
  public Value logits(Layers layers, Value images, int labels) {
    Value x = layers.relu("relu1", layers.convolutionWithBias("conv1", images, width, 5));
    x = layers.maxPool("pool1", x);
    x = layers.relu("relu2", layers.convolutionWithBias("conv2", x, width * 16 / 6, 5));
    x = layers.flatten("flat", layers.maxPool("pool2", x));
    x = layers.relu("relu3", layers.linear("fc1", x, width * 20));
    x = layers.relu("relu4", layers.linear("fc2", x, width * 14));
    return layers.linear("fc3", x, labels);
  }
}
