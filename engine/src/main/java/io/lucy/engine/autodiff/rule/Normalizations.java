package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Gradients of normalisations. */
public final class Normalizations {
  private Normalizations() {}

  /**
   * {@code y = (x - m) r a + b} per channel, with {@code r = 1 / √(v + ε)}. Then {@code dx = g r
   * a}, {@code da = Σ g (x - m) r}, {@code db = Σ g}, {@code dm = -r a Σ g} and {@code dv = -a r³/2
   * Σ g (x - m)}.
   */
  public static List<Value> batch(GradientScope s) {
    if (s.node().intAttribute("training_mode", 0) != 0) {
      throw s.unsupported("training_mode 1; export the network in inference mode");
    }
    Shape channels = channels(s.x().shape());
    Value scale = s.reshape(s.input(1), channels);
    Value mean = s.reshape(s.input(3), channels);
    Value variance = s.reshape(s.input(4), channels);
    Value root = s.apply("Sqrt", s.add(variance, s.scalar(epsilon(s))));
    Value r = s.apply("Reciprocal", root);
    Value gain = s.mul(r, scale);
    Value gSum = perChannel(s, s.g());
    Value gxSum = perChannel(s, s.mul(s.g(), s.sub(s.x(), mean)));
    Value dv = s.mul(s.mul(s.mul(gain, s.mul(r, r)), gxSum), -0.5);
    Shape flat = s.input(1).shape();
    return List.of(
        s.mul(s.g(), gain),
        s.reshape(s.mul(gxSum, r), flat),
        s.reshape(gSum, flat),
        s.reshape(s.neg(s.mul(gain, gSum)), flat),
        s.reshape(dv, flat));
  }

  /**
   * {@code y = n a + b} with {@code n} of mean 0 and variance 1 over the last axes. With {@code h =
   * g a}: {@code dx = r (h - mean h - n mean(h n))}, {@code da = Σ g n} and {@code db = Σ g}.
   */
  public static List<Value> layer(GradientScope s) {
    int rank = s.x().shape().rank();
    int first = s.x().shape().axis((int) s.node().intAttribute("axis", -1));
    int[] axes = IntStream.range(first, rank).toArray();
    Normal normal = normal(s, axes);
    Value h = s.mul(s.g(), s.input(1));
    return List.of(through(s, h, normal, axes), s.mul(s.g(), normal.n()), s.g());
  }

  /** As {@link #layer}, over the places of each channel of each image. */
  public static List<Value> instance(GradientScope s) {
    int rank = s.x().shape().rank();
    int[] axes = IntStream.range(2, rank).toArray();
    Normal normal = normal(s, axes);
    Value h = s.mul(s.g(), s.reshape(s.input(1), channels(s.x().shape())));
    Shape flat = s.input(1).shape();
    return List.of(
        through(s, h, normal, axes),
        s.reshape(perChannel(s, s.mul(s.g(), normal.n())), flat),
        s.reshape(perChannel(s, s.g()), flat));
  }

  /** {@code n = (x - mean x) r} and {@code r = 1 / √(var x + ε)}. */
  private record Normal(Value n, Value r) {}

  private static Normal normal(GradientScope s, int[] axes) {
    Value centred = s.sub(s.x(), s.mean(s.x(), axes));
    Value variance = s.mean(s.mul(centred, centred), axes);
    Value root = s.apply("Sqrt", s.add(variance, s.scalar(epsilon(s))));
    Value r = s.apply("Reciprocal", root);
    return new Normal(s.mul(centred, r), r);
  }

  private static Value through(GradientScope s, Value h, Normal normal, int[] axes) {
    Value projected = s.mul(normal.n(), s.mean(s.mul(h, normal.n()), axes));
    return s.mul(normal.r(), s.sub(s.sub(h, s.mean(h, axes)), projected));
  }

  private static float epsilon(GradientScope s) {
    return s.node().realAttribute("epsilon", 1e-5f);
  }

  private static Shape channels(Shape x) {
    int[] extents = new int[x.rank() - 1];
    Arrays.fill(extents, 1);
    extents[0] = x.extent(1);
    return Shape.of(extents);
  }

  private static Value perChannel(GradientScope s, Value value) {
    int rank = value.shape().rank();
    return s.sum(value, IntStream.range(0, rank).filter(axis -> axis != 1).toArray());
  }
}
