package io.lucy.engine.compose;

import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.surgery.Cut;
import java.util.Map;

/**
 * The way from a target's features to a module's input: a change of resolution without weights,
 * then a map of the channels.
 */
public final class Connection {
  private Connection() {}

  /**
   * Brings features to the resolution of another cut: the mean over blocks where it divides,
   * repetition where it multiplies, linear interpolation otherwise; the mean over the image for a
   * vector.
   */
  public static Value resample(GraphBuilder builder, Value features, Cut to) {
    Shape from = features.shape();
    if (from.rank() == 2) {
      return to.isVector()
          ? features
          : builder.add("Reshape", features, longs(builder, 0, from.extent(1), 1, 1));
    }
    if (to.isVector()) {
      return builder.add(
          "Flatten",
          from.extent(2) * from.extent(3) == 1
              ? features
              : builder.add("GlobalAveragePool", features));
    }
    int height = from.extent(2);
    int width = from.extent(3);
    if (height == to.height() && width == to.width()) {
      return features;
    }
    if (height % to.height() == 0 && width % to.width() == 0) {
      int[] block = {height / to.height(), width / to.width()};
      return builder.add(
          "AveragePool",
          Map.of("kernel_shape", Attribute.ofInts(block), "strides", Attribute.ofInts(block)),
          features);
    }
    boolean whole = to.height() % height == 0 && to.width() % width == 0;
    return resize(builder, features, to.height(), to.width(), whole);
  }

  /** Maps channels: a 1×1 convolution, or a matrix product for vectors. */
  public static Value map(GraphBuilder builder, Value features, Value weights, Value bias) {
    if (features.shape().rank() == 2) {
      return builder.add("Gemm", Map.of("transB", Attribute.of(1)), features, weights, bias);
    }
    Value kernel =
        builder.add(
            "Reshape",
            weights,
            longs(builder, weights.shape().extent(0), weights.shape().extent(1), 1, 1));
    return builder.add("Conv", features, kernel, bias);
  }

  /** As {@link #map}, with constant weights [out, in]. */
  public static Value map(
      GraphBuilder builder, Value features, float[] weights, float[] bias, String name) {
    int out = bias.length;
    int in = weights.length / out;
    boolean vector = features.shape().rank() == 2;
    Shape shape = vector ? Shape.of(out, in) : Shape.of(out, in, 1, 1);
    Value w = builder.constant(name + ".weight", Tensor.floats(shape, weights));
    Value b = builder.constant(name + ".bias", Tensor.floats(Shape.of(out), bias));
    return vector
        ? builder.add("Gemm", Map.of("transB", Attribute.of(1)), features, w, b)
        : builder.add("Conv", features, w, b);
  }

  /**
   * As {@link #map}, with an adapter for the channels of a module's input that are left.
   *
   * @param rows of the adapter, ascending
   */
  public static Value map(
      GraphBuilder builder, Value features, AdapterWeights adapter, int[] rows, String name) {
    int width = adapter.targetChannels();
    float[] weights = new float[rows.length * width];
    float[] bias = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(adapter.weights(), rows[i] * width, weights, i * width, width);
      bias[i] = adapter.bias()[rows[i]];
    }
    return map(builder, features, weights, bias, name);
  }

  /**
   * Turns pixels as the target wants them into pixels as the source does: resolution, number of
   * channels, normalisation. Grey becomes colour by repetition, colour grey by the mean of its
   * channels.
   */
  public static Value pixels(
      GraphBuilder builder, Value pixels, PixelFormat target, PixelFormat source, String name) {
    ImageShape from = target.shape();
    ImageShape to = source.shape();
    Value resized =
        from.height() == to.height() && from.width() == to.width()
            ? pixels
            : resize(builder, pixels, to.height(), to.width(), false);
    Normalisation given = target.normalisation();
    Normalisation wanted = source.normalisation();
    float[] weights = new float[to.channels() * from.channels()];
    float[] bias = new float[to.channels()];
    boolean same = from.channels() == to.channels();
    boolean identity = same;
    for (int s = 0; s < to.channels(); s++) {
      double shift = -wanted.mean(s);
      for (int t = 0; t < from.channels(); t++) {
        double share = same ? (s == t ? 1 : 0) : 1.0 / from.channels();
        weights[s * from.channels() + t] = (float) (share * given.std(t) / wanted.std(s));
        shift += share * given.mean(t);
        identity &= weights[s * from.channels() + t] == (s == t ? 1 : 0);
      }
      bias[s] = (float) (shift / wanted.std(s));
      identity &= bias[s] == 0;
    }
    return identity ? resized : map(builder, resized, weights, bias, name);
  }

  private static Value resize(
      GraphBuilder builder, Value features, int height, int width, boolean nearest) {
    Shape shape = features.shape();
    float[] scales = {1, 1, scale(shape.extent(2), height), scale(shape.extent(3), width)};
    return builder.add(
        "Resize",
        Map.of(
            "mode", Attribute.of(nearest ? "nearest" : "linear"),
            "coordinate_transformation_mode", Attribute.of(nearest ? "asymmetric" : "half_pixel"),
            "nearest_mode", Attribute.of("floor")),
        features,
        null,
        builder.constant(Tensor.floats(Shape.of(4), scales)));
  }

  private static float scale(int from, int to) {
    float scale = (float) to / from;
    // Some shape rules multiply as floats and others as doubles: both must come out right.
    return (double) from * scale < to ? Math.nextUp(scale) : scale;
  }

  private static Value longs(GraphBuilder builder, long... values) {
    return builder.constant(Tensor.longs(values));
  }
}
