package io.lucy.engine.architecture;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kind of network to train, and how.
 *
 * @param width filters of the first layer
 * @param blocks residual blocks in a stage; only for {@link Family#RESNET}
 * @param pooled whether images are halved before the first stage; only for {@link Family#RESNET}
 * @param epochs times that every image is seen
 * @param batch images in a step
 * @param learningRate at its highest, after the warm-up
 * @param weightDecay decoupled, of convolutions and linear layers
 * @param shift images move at random by up to so many pixels
 * @param flip whether images are mirrored at random, left to right
 * @param seed of initial weights, order and augmentation
 */
public record NetworkOptions(
    Family family,
    int width,
    int blocks,
    boolean pooled,
    int epochs,
    int batch,
    float learningRate,
    float weightDecay,
    int shift,
    boolean flip,
    long seed) {

  private static final int MAX_BATCH = 4096;
  private static final int MAX_EPOCHS = 10_000;

  public NetworkOptions {
    require(epochs >= 1 && epochs <= MAX_EPOCHS, "epochs", epochs, "1 to " + MAX_EPOCHS);
    require(batch >= 2 && batch <= MAX_BATCH, "batch", batch, "2 to " + MAX_BATCH);
    require(
        learningRate > 0 && learningRate <= 10, "learning rate", learningRate, "above 0, to 10");
    require(weightDecay >= 0 && weightDecay <= 1, "weight decay", weightDecay, "0 to 1");
    require(shift >= 0 && shift <= 16, "shift", shift, "0 to 16");
  }

  /** What trains a small network of a family in a few minutes. */
  public static NetworkOptions of(Family family) {
    return new NetworkOptions(
        family, family.usualWidth(), 1, false, 8, 64, 4e-3f, 0.05f, 2, false, 1);
  }

  /** As text, for a network's card. */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("width", Integer.toString(width));
    if (family == Family.RESNET) {
      map.put("blocks", Integer.toString(blocks));
      map.put("pooled", Boolean.toString(pooled));
    }
    map.put("epochs", Integer.toString(epochs));
    map.put("batch", Integer.toString(batch));
    map.put("learning_rate", Float.toString(learningRate));
    map.put("weight_decay", Float.toString(weightDecay));
    map.put("shift", Integer.toString(shift));
    map.put("flip", Boolean.toString(flip));
    return map;
  }

  Architecture architecture() {
    return family.architecture(width, blocks, pooled);
  }

  private static void require(boolean holds, String what, Number value, String expected) {
    if (!holds) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, what + ": " + value + " (expected: " + expected + ")");
    }
  }
}
