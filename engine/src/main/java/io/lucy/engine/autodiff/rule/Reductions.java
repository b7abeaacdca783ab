package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Gradients of sums, means and norms along axes. */
public final class Reductions {
  private Reductions() {}

  /** {@code y = Σ x}. Then {@code dx = g}, repeated. */
  public static List<Value> sum(GradientScope s) {
    return List.of(kept(s, s.g()));
  }

  /** {@code y = Σ x / n}. Then {@code dx = g / n}, repeated. */
  public static List<Value> mean(GradientScope s) {
    double terms = (double) s.x().shape().elements() / s.y().shape().elements();
    return List.of(kept(s, s.mul(s.g(), 1 / terms)));
  }

  /** {@code y = ln Σ eˣ}. Then {@code dx = g * exp(x - y)}. */
  public static List<Value> logSumExp(GradientScope s) {
    Value share = s.apply("Exp", s.sub(s.x(), kept(s, s.y())));
    return List.of(s.mul(kept(s, s.g()), share));
  }

  /** {@code y = max x} (or min). Then {@code dx = g} where {@code x = y}, shared among ties. */
  public static List<Value> extremum(GradientScope s) {
    Value hits = s.number(s.apply("Equal", s.x(), kept(s, s.y())));
    Value share = s.div(kept(s, s.g()), s.sum(hits, axes(s)));
    return List.of(s.mul(share, hits));
  }

  /** {@code y = Σ x²}. Then {@code dx = 2 g x}. */
  public static List<Value> sumSquare(GradientScope s) {
    return List.of(s.mul(kept(s, s.mul(s.g(), 2)), s.x()));
  }

  /** {@code y = √Σ x²}. Then {@code dx = g x / y}. */
  public static List<Value> l2(GradientScope s) {
    return List.of(s.mul(kept(s, s.div(s.g(), s.y())), s.x()));
  }

  /** {@code y = Σ |x|}. Then {@code dx = g * sign x}. */
  public static List<Value> l1(GradientScope s) {
    return List.of(s.mul(kept(s, s.g()), s.apply("Sign", s.x())));
  }

  /** A value of the output's elements with the reduced axes back, as 1, so that it broadcasts. */
  private static Value kept(GradientScope s, Value value) {
    Shape shape = s.x().shape();
    for (int axis : axes(s)) {
      shape = shape.with(axis, 1);
    }
    return s.reshape(value, shape);
  }

  private static int[] axes(GradientScope s) {
    Shape x = s.x().shape();
    long[] axes = s.has(1) ? s.longs(1) : new long[0];
    if (axes.length == 0 && s.node().intAttribute("noop_with_empty_axes", 0) == 0) {
      return IntStream.range(0, x.rank()).toArray();
    }
    return IntStream.range(0, axes.length).map(i -> x.axis((int) axes[i])).toArray();
  }
}
