package io.lucy.engine.architecture;

import io.lucy.engine.graph.Value;
import java.util.List;

/**
 * A small network in the manner of MobileNetV2 (arXiv 1801.04381): inverted residual blocks, each
 * of a 1×1 convolution that expands, a depthwise 3×3, and a 1×1 that projects without activation.
 *
 * @param width filters of the stem, a multiple of 2
 */
record Mobilenet(int width) implements Architecture {
  private static final int EXPANSION = 4;

  private record Stage(int channels, int stride) {}

  @Override
  public Value logits(Layers layers, Value images, int labels) {
    List<Stage> stages =
        List.of(
            new Stage(width, 1),
            new Stage(width * 3 / 2, 2),
            new Stage(width * 3 / 2, 1),
            new Stage(width * 5 / 2, 2),
            new Stage(width * 5 / 2, 1));
    Value x = layers.convolution("stem.conv", images, width, 3, 2);
    x = layers.relu6("stem.relu", layers.batchNorm("stem.bn", x));
    for (int i = 0; i < stages.size(); i++) {
      x = block(layers, "block" + (i + 1), x, stages.get(i));
    }
    x = layers.convolution("last.conv", x, width * 6, 1, 1);
    x = layers.relu6("last.relu", layers.batchNorm("last.bn", x));
    return layers.linear("fc", layers.averageAll("pool", x), labels);
  }

  private static Value block(Layers layers, String name, Value x, Stage stage) {
    int channels = x.shape().extent(1);
    Value y = layers.convolution(name + ".expand.conv", x, channels * EXPANSION, 1, 1);
    y = layers.relu6(name + ".expand.relu", layers.batchNorm(name + ".expand.bn", y));
    y = layers.depthwise(name + ".depthwise.conv", y, 3, stage.stride());
    y = layers.relu6(name + ".depthwise.relu", layers.batchNorm(name + ".depthwise.bn", y));
    y = layers.convolution(name + ".project.conv", y, stage.channels(), 1, 1);
    y = layers.batchNorm(name + ".project.bn", y);
    boolean residual = stage.stride() == 1 && stage.channels() == channels;
    return residual ? layers.add(name + ".add", x, y) : y;
  }
}
