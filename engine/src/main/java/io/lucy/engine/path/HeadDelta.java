package io.lucy.engine.path;

import java.util.Arrays;

/**
 * What training added to a clone's initial head, {@code W = W₀ + ΔW}; {@code W₀} follows from the
 * frozen networks and the temperatures.
 *
 * <p>Immutable by agreement: the arrays are the head's own and must not be written to.
 *
 * @param temperatures that each network's own rows are scaled by in {@code W₀}: the target's, then
 *     each module's; positive
 * @param weights [labels, features], row-major, all finite
 * @param bias [labels], all finite
 */
@SuppressWarnings("ArrayRecordComponent") // equality below; not to be written to
public record HeadDelta(float[] temperatures, float[] weights, float[] bias) {
  public HeadDelta {
    PathBounds.atMost("temperatures", temperatures.length, PathBounds.MODULES + 1);
    PathBounds.atMost(
        "numbers of the head", (long) weights.length + bias.length, PathBounds.FLOATS);
    Invariants.require(temperatures.length > 0, "temperatures", "none", "one per network");
    Invariants.requireFinite("temperatures", temperatures);
    for (float temperature : temperatures) {
      Invariants.require(temperature > 0, "temperature", temperature, "a positive number");
    }
    Invariants.requireFinite("head weights", weights);
    Invariants.requireFinite("head bias", bias);
    Invariants.require(bias.length > 0, "head bias", "empty", "one number per label");
    Invariants.require(
        weights.length > 0 && weights.length % bias.length == 0,
        "number of head weights",
        weights.length,
        "a multiple of the labels, " + bias.length);
  }

  /** What no training added to the head of one network with as many labels and features. */
  public static HeadDelta nothing(int labels, int features) {
    return new HeadDelta(new float[] {1}, new float[labels * features], new float[labels]);
  }

  /** Whether it is {@link #nothing}, so that the head is the network's own. */
  public boolean isNothing() {
    return temperatures.length == 1 && temperatures[0] == 1 && isZero(weights) && isZero(bias);
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  public int labels() {
    return bias.length;
  }

  public int features() {
    return weights.length / bias.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadDelta head
        && Arrays.equals(temperatures, head.temperatures)
        && Arrays.equals(weights, head.weights)
        && Arrays.equals(bias, head.bias);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(temperatures) + Arrays.hashCode(weights))
        + Arrays.hashCode(bias);
  }

  @Override
  public String toString() {
    return "head [" + labels() + ", " + features() + "]";
  }
}
