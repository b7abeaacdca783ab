package io.lucy.engine.path;

import java.util.Arrays;

/**
 * The numbers of a 1×1 convolution (of a Gemm, where the cut is a vector).
 *
 * <p>Immutable by agreement: the arrays are the adapter's own and must not be written to.
 *
 * @param weights [source channels, target channels], row-major, all finite
 * @param bias [source channels], all finite
 */
@SuppressWarnings("ArrayRecordComponent") // equality below; not to be written to
public record AdapterWeights(float[] weights, float[] bias) implements Adapter {
  public AdapterWeights {
    PathBounds.atMost(
        "numbers of an adapter", (long) weights.length + bias.length, PathBounds.FLOATS);
    Invariants.requireFinite("adapter weights", weights);
    Invariants.requireFinite("adapter bias", bias);
    Invariants.require(bias.length > 0, "adapter bias", "empty", "one number per source channel");
    Invariants.require(
        weights.length > 0 && weights.length % bias.length == 0,
        "number of adapter weights",
        weights.length,
        "a multiple of the source channels, " + bias.length);
  }

  public int sourceChannels() {
    return bias.length;
  }

  public int targetChannels() {
    return weights.length / bias.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdapterWeights adapter
        && Arrays.equals(weights, adapter.weights)
        && Arrays.equals(bias, adapter.bias);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(weights) + Arrays.hashCode(bias);
  }

  @Override
  public String toString() {
    return "adapter [" + sourceChannels() + ", " + targetChannels() + "]";
  }
}
